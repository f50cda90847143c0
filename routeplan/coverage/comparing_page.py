def render_comparison(comparison, language):
    raise NotImplementedError
