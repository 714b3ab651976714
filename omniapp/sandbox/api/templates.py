"""/email-templates and /email-content."""

from omniapp.sandbox.api import show
from omniapp.sandbox.api.call import Answer, Call
from omniapp.sandbox.api.query import Query
from omniapp.sandbox.designs import document_from_html, is_readable, render
from omniapp.sandbox.models import Document
from omniapp.sandbox.moments import write_exactly
from omniapp.sandbox.problems import FieldError, conflict, invalid, not_found
from omniapp.sandbox.rules.document import refuse
from omniapp.sandbox.rules.documents import content_ids
from omniapp.sandbox.rules.fields import Fields
from omniapp.sandbox.rules.paging import page


def list_templates(call: Call) -> Answer:
    query = Query(call)
    paging = query.paging(most=100, default=50)
    sort, direction = query.sorting(("createdAt", "name"), direction_alone=True)
    name = query.text("nameContains", longest=200)
    query.done()
    question = {"sort": sort, "direction": direction, "nameContains": name}
    question = paging.inherit(question, query, "sort", "direction", "nameContains")

    def key(one: Document) -> tuple[str, str]:
        return one.name if question["sort"] == "name" else write_exactly(one.created_at), one.id

    part = str(question["nameContains"]).lower()
    chosen, about = page(
        [one for one in call.brand.templates.values() if part in one.name.lower()],
        key=key,
        descending=question["direction"] == "desc",
        limit=paging.limit,
        question=question,
        after=paging.after,
        before=paging.before,
    )
    return Answer(200, {"templates": [show.template_item(one) for one in chosen], "paging": about})


def get_template(call: Call) -> Answer:
    return Answer(200, show.template(_find(call, call.brand.templates, "Template")))


def import_template(call: Call) -> Answer:
    errors: list[FieldError] = []
    fields = Fields(call.small_body(), errors)
    name, html = fields.text("name", required=True, longest=255), fields.text("html", required=True)
    refuse(fields, errors, call.world.switches)
    template = document_from_html(call.world.new_id(), name, html, call.world.now())
    call.brand.templates[template.id] = template
    return Answer(201, show.template(template))


def delete_template(call: Call) -> Answer:
    """No 404 is published for this operation."""
    if call.id() not in call.brand.templates and call.world.switches.delete_missing == "not-found":
        raise not_found("Template")
    call.brand.templates.pop(call.id(), None)
    return Answer(204)


def render_template(call: Call) -> Answer:
    html = render(_find(call, call.brand.templates, "Template"))
    return Answer(200, {call.world.switches.render_key: html})


def get_content(call: Call) -> Answer:
    return Answer(200, show.content(_find(call, call.brand.contents, "Content")))


def replace_content(call: Call) -> Answer:
    """The whole document anew; locked once its campaign left draft."""
    body = call.small_body()
    content = _find(call, call.brand.contents, "Content")
    errors: list[FieldError] = []
    fields = Fields(body, errors)
    settings = fields.child("generalSettings")
    sections = body.get("sections")
    if not is_readable(sections):
        fields.error(
            "sections", "required" if sections is None else "invalid_format", "Must be an array of sections"
        )
    if errors:
        raise invalid(*errors)
    for campaign in call.brand.campaigns.values():
        if campaign.status != "draft" and content.id in content_ids(campaign):
            raise conflict("content-locked", "The content is locked and cannot be modified.")
    content.general_settings = body["generalSettings"] if settings is not None else {}
    content.sections, content.updated_at = list(body["sections"]), call.world.now()
    return Answer(200, show.content(content))


def render_content(call: Call) -> Answer:
    html = render(_find(call, call.brand.contents, "Content"))
    return Answer(200, {call.world.switches.render_key: html})


def _find(call: Call, documents: dict[str, Document], what: str) -> Document:
    if call.id() not in documents:
        raise not_found(what)
    return documents[call.id()]
