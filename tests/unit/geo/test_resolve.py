"""`--area`: codes, names, and what to do when a name fits twice or not at all."""

from __future__ import annotations

import pytest

from routeplan.geo.communes import fold, load_communes, load_former_districts
from routeplan.geo.resolve import resolve_area
from routeplan.model import RouteplanError


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("11914", {"11914"}),
        ("commune:Chí Linh", {"10546"}),
        ("Commune: thủy nguyên", {"11560"}),
        ("phường Thủy Nguyên", {"11560"}),
        ("Việt Khê", {"11503"}),
        ("viet khe", {"11503"}),
    ],
)
def test_a_commune_is_found(text: str, codes: set[str]) -> None:
    """By code, by kind and name, by full name, by a bare name that fits nothing else."""
    area = resolve_area(text)
    assert (area.codes, area.district) == (codes, None)
    assert area.holds(next(iter(codes)), "bất kỳ")
    assert not area.holds("00000", "")


def test_communes_that_fold_alike_are_offered_by_code() -> None:
    """Without diacritics Cẩm Giang and Cẩm Giàng fit both; their codes tell them apart."""
    with pytest.raises(RouteplanError) as caught:
        resolve_area("xã:cam giang ")
    assert caught.value.details["choices"] == ["10888", "10903"]
    assert resolve_area("xã:Cẩm Giàng").codes == {"10903"}


def test_a_district_goes_by_the_sites_own_district() -> None:
    """A site's own former district decides; the unit only where the site names none."""
    area = resolve_area("district:tien lang")
    assert area.district == "Tiên Lãng"
    assert area.codes == {"11755", "11761", "11779", "11791", "11806", "11809"}
    assert area.holds("11755", "Tiên Lãng")
    assert area.holds("99999", "huyện Tiên Lãng")
    assert not area.holds("11755", "Vĩnh Bảo")
    assert area.holds("11755")
    assert not area.holds("11824")


def test_split_units_belong_to_each_of_their_districts() -> None:
    """Thượng Hồng came from Bình Giang and Thanh Miện: both hold its sites without a district."""
    for name in ("Bình Giang", "Thanh Miện"):
        assert "10993" in resolve_area(f"district:{name}").codes


def test_names_shared_by_district_and_commune_are_refused_with_the_choices() -> None:
    """Every bare name that is both is refused, and each choice offered then works."""
    communes = {fold(commune.name) for commune in load_communes()}
    shared = [d for d in load_former_districts() if fold(d.name) in communes]
    assert len(shared) == 27
    for district in shared:
        with pytest.raises(RouteplanError) as caught:
            resolve_area(district.name)
        assert caught.value.code == "area-ambiguous"
        choices = caught.value.details["choices"]
        assert len(choices) >= 2
        for choice in choices:
            assert resolve_area(choice).codes
            assert choice in caught.value.action


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Việt Khe Xã", "commune:Việt Khê"),
        ("district:Tien Lan", "district:Tiên Lãng"),
        ("commune:Bach Long", "commune:Bạch Long Vĩ"),
    ],
)
def test_unknown_names_get_near_matches(text: str, suggestion: str) -> None:
    """A slip of the pen is answered with what may have been meant."""
    with pytest.raises(RouteplanError) as caught:
        resolve_area(text)
    assert caught.value.code == "area-unknown"
    assert caught.value.details["matches"][0] == suggestion
    assert suggestion in caught.value.action


@pytest.mark.parametrize("text", ["", "  ", "99999", "town:Cát Bà", "commune:", "zzzzqqq"])
def test_nonsense_is_refused_without_guesses(text: str) -> None:
    """Empty, unknown code, unknown kind, kind without name: one plain error each."""
    with pytest.raises(RouteplanError) as caught:
        resolve_area(text)
    assert caught.value.code == "area-unknown"
    assert caught.value.cause
    assert caught.value.action
