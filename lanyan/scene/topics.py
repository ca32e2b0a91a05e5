"""Live topic `scene:<id>`: anything at one scene, for those who may look at it."""

from lanyan.kernel import live
from lanyan.scene.models import Scene
from lanyan.units.models import User


def _scene(user: User, key: str) -> bool:
    return key.isdecimal() and Scene.objects.visible_to(user).filter(pk=key).exists()


live.register_topic("scene", _scene)
