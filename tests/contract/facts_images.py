"""The image library (Omnisend API 2026-03-15, Images)."""

from tests.contract import shapes as s
from tests.contract.facts_common import ANY, NAME_CONTAINS, PAGING, WHOLE_BRAND, paging_query
from tests.contract.model import Field, Operation, Paging

FIVE_MEGABYTES = 5 * 1024 * 1024
KINDS = ("image/jpeg", "image/png", "image/gif", "image/webp")

IMAGE = s.record(
    {
        "id": s.ident,
        "name": s.text,
        "type": s.one_of(*KINDS),
        "url": s.text,
        "size": s.whole,
        "width": s.whole,
        "height": s.whole,
        "createdAt": s.stamp,
    }
)
BY_ADDRESS: dict[str, tuple[Field, ...]] = {"any": (Field("url", required=True), Field("name"))}
# A form with a file, not JSON: `file`, and `name` if it is to have another than the file's.
AS_A_FILE = "multipart/form-data"

# No 404 is declared for a single image: what a missing one gets has to be reckoned with.
_MISSING = frozenset({404})
IMAGE_OPERATIONS = (
    Operation(
        "list_images",
        "GET",
        "/images",
        "images.read",
        200,
        ANY,
        (WHOLE_BRAND,),
        s.record({"images": s.rows(IMAGE), "paging": PAGING}),
        query=(*paging_query(250, ("createdAt", "name")), NAME_CONTAINS),
        paging=Paging("images", 250, 100),
    ),
    Operation(
        "get_image", "GET", "/images/{id}", "images.read", 200, ANY, (WHOLE_BRAND,), IMAGE, unsettled=_MISSING
    ),
    Operation(
        "delete_image", "DELETE", "/images/{id}", "images.write", 204, ANY, (WHOLE_BRAND,), unsettled=_MISSING
    ),
    Operation(
        "upload_image_from",
        "POST",
        "/images",
        "images.write",
        201,
        ANY,
        (WHOLE_BRAND,),
        IMAGE,
        bodies=BY_ADDRESS,
    ),
    Operation(
        "upload_image",
        "POST",
        "/images/upload",
        "images.write",
        201,
        ANY,
        (WHOLE_BRAND,),
        IMAGE,
        sends=AS_A_FILE,
    ),
)
