"""The pictures themselves, where their addresses point to."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from omniapp.sandbox.world import World


def routes(world: World) -> list[Route]:
    async def show(request: Request) -> Response:
        identifier = request.path_params["file"].partition(".")[0]
        for brand in world.brands.values():
            if image := brand.images.get(identifier):
                headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=300"}
                return Response(image.content, media_type=image.picture.kind, headers=headers)
        return PlainTextResponse("There is no such picture.", 404)

    return [Route("/images/{file}", show)]
