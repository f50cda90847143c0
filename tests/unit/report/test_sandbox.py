"""A template of Word looks at values and repeats parts; it runs nothing, and it ends."""

from __future__ import annotations

import time

import pytest
from jinja2 import TemplateError

from routeplan.report.sandbox import sandbox

GROWS = "{% set a = 'aaaaaaaaaa' %}" + "{% set a = a ~ a %}" * 60
NESTS = "{% set a = [1] %}" + "{% set a = [a, a] %}" * 60


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}", "{{ rows.__class__ }}", "{{ rows|attr('__class__') }}",
        "{{ name.format }}", "{{ '{0.__class__}'.format(1) }}", "{{ rows.append(1) }}",
        "{{ cycler.__init__.__globals__ }}", "{{ self._TemplateReference__context }}",
        "{% include '/etc/passwd' %}", "{% import 'os' as os %}", "{{ open('/etc/passwd') }}",
        "{{ 'a' * 10**9 }}", "{{ 'a' * 999999999 }}", "{{ 10**10**7 }}", "{{ [1] * 999999999 }}",
        "{{ 'a'|center(999999999) }}", "{{ '%999999999d'|format(1) }}", "{{ lipsum(9999) }}",
        "{% for a in range(9) %}x{% endfor %}", GROWS + "{{ a|length }}", NESTS + "{{ a }}",
        NESTS + "{{ a|string }}", NESTS + "{{ a|join }}", NESTS + "{{ a ~ 'x' }}",
        "{{ 'aaaaaaaaaaaaaaaaaaaa'" + "|replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaa')" * 12 + " }}",
        "{{ nothing_of_that_name }}", "{{ rows|pprint }}", "{{ rows|tojson }}",
    ],
)  # fmt: skip
def test_what_could_run_or_grow_is_refused(text: str) -> None:
    """An error of the template's, at once."""
    began = time.process_time()
    with pytest.raises((TemplateError, TypeError)):
        sandbox().from_string(text).render(name="x", rows=["1", "2"])
    assert time.process_time() - began < 5


def test_a_document_without_end_is_refused() -> None:
    """Loops in loops: a document has room for so much."""
    text = "{{ c }}"
    for name in "cba":
        text = f"{{% for {name} in r %}}{text}{{% endfor %}}"
    with pytest.raises(TemplateError, match="more than a document"):
        sandbox().from_string(text).render(r=["x"] * 1000)


def test_what_templates_are_for_works() -> None:
    """Values, choices, loops and the plain ways of writing a text; names are escaped."""
    text = (
        "{{ name }} {{ name|upper }} {{ name.lower() }} {{ 'Số ' ~ rows|length }} "
        "{% for r in rows %}{{ loop.index + 1 }}{{ r }}{{ loop.cycle('a', 'b') }}"
        "{% if not loop.last %}, {% endif %}{% endfor %} {{ rows|join('; ') }} "
        "{{ gap|default('–') }}"
    )
    shown = sandbox().from_string(text).render(name="<{{7*7}}>", rows=["p", "q"], gap="–")
    assert shown == ("&lt;{{7*7}}&gt; &lt;{{7*7}}&gt; &lt;{{7*7}}&gt; Số 2 2pa, 3qb p; q –")
