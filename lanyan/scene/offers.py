"""Where the history of acts opens what was done at a scene: on the scene's page."""

from lanyan.kernel import acts
from lanyan.scene.models import Scene
from lanyan.scene.models.scenes import VIEW

acts.opens(Scene, "scene:scene", VIEW)
