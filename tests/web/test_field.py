"""The field component over Django's forms."""

from django import forms
from django.template.loader import render_to_string


class Letter(forms.Form):
    subject = forms.CharField(help_text="At most 255 characters.")
    goal = forms.ChoiceField(choices=[("opens", "Opens"), ("clicks", "Clicks")], widget=forms.RadioSelect)


def shown(form: forms.Form, name: str) -> str:
    return render_to_string("web/components/field.html", {"field": form[name], "optional": False})


def test_a_control_is_described_by_its_help_and_its_error() -> None:
    field = shown(Letter({"subject": ""}), "subject")

    assert 'for="id_subject"' in field
    assert 'aria-describedby="id_subject_helptext id_subject_error"' in field
    assert 'id="id_subject_helptext"' in field
    assert 'id="id_subject_error"' in field
    assert 'aria-invalid="true"' in field


def test_radio_buttons_are_one_group_of_cards() -> None:
    field = shown(Letter(), "goal")

    assert "<legend>Goal</legend>" in field
    assert field.count('class="choice"') == 2
    assert field.count('type="radio"') == 2
