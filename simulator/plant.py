"""Plant files: which gateway, and what is on its bus. Every error names the file and the line."""

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from .auth import Auth
from .behaviour import Model
from .fields import Field, FieldType, PlantError, Spec, Value
from .models import DEFAULT_MODEL, MODELS, model_named
from .objects import KINDS, BusObject

HOUSE = Path(__file__).parent / "plants" / "house.yaml"

PLANT_FIELDS = (
    Field("model", FieldType.TEXT, f"Gateway model: {', '.join(MODELS)}.", default=DEFAULT_MODEL),
    Field("password", FieldType.TEXT, "Password; none means that nothing is asked."),
    Field("auth", FieldType.TEXT, "How it is asked for; by model.", choices=tuple(Auth)),
    Field("mac", FieldType.MAC, "The gateway's MAC address.", default="00:03:50:01:02:03"),
    Field("firmware", FieldType.VERSION, "Firmware version V.R.B; by model."),
    Field("speed", FieldType.NUMBER, "Telegrams per second on the bus, 0 for no limit.", default=15.0, minimum=0),
    Field("life", FieldType.BOOLEAN, "Things happen by themselves.", default=False),
    Field("seed", FieldType.INTEGER, "Makes what happens by itself the same every time."),
    Field("clock", FieldType.BOOLEAN, "The model's clock broadcasts; as `life` where not given."),
    Field(
        "clock_offset",
        FieldType.NUMBER,
        "Seconds that its clock is ahead of the machine's.",
        default=0.0,
        minimum=-1e9,
        maximum=1e9,
    ),
    Field(
        "time_zone",
        FieldType.INTEGER,
        "Hours east of Greenwich that its clock is set to; the machine's where not given.",
        minimum=-12,
        maximum=14,
    ),
    Field(
        "manual_heating",
        FieldType.BOOLEAN,
        "Whether it takes a set point to heat with for a plain zone (dimension 14); by model.",
    ),
    Field(
        "command_idle",
        FieldType.NUMBER,
        "Idle close of command sessions in seconds, 0 never; by model.",
        minimum=0,
    ),
    Field(
        "event_idle",
        FieldType.NUMBER,
        "Idle close of event sessions in seconds, 0 never; by model.",
        minimum=0,
    ),
)


def read_text(path: Path) -> str:
    """Read a file in UTF-8, or in UTF-16 as PowerShell writes it; PlantError where it cannot be read."""
    try:
        data = path.read_bytes()
        is_utf_16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        return data.decode("utf-16" if is_utf_16 else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PlantError(f"{path}:1: cannot be read: {error}") from error


@dataclass(slots=True)
class Plant:
    """A gateway and the objects of its bus. None means "as the model does"."""

    model: Model = field(default_factory=lambda: MODELS[DEFAULT_MODEL])
    password: str | None = None
    auth: Auth = Auth.OPEN
    mac: str = "00:03:50:01:02:03"
    firmware: str = ""
    speed: float = 15.0
    life: bool = False
    seed: int | None = None
    clock: bool = False
    clock_offset: float = 0.0
    time_zone: int | None = None
    manual: bool | None = None
    command_idle: float | None = None
    event_idle: float | None = None
    objects: tuple[Spec, ...] = ()

    @classmethod
    def load(cls, path: str | Path) -> Plant:
        """Read a file; PlantError says what is wrong and where."""
        return cls.parse(read_text(Path(path)), str(path))

    @classmethod
    def parse(cls, text: str, name: str = "<string>") -> Plant:
        """Read a text; `name` stands in the errors."""
        return _Reader(name).plant(text)

    @property
    def manual_heating(self) -> bool:
        """Return whether the set point of a plain zone can be written to heat."""
        return self.model.manual_heating if self.manual is None else self.manual

    def make_objects(self) -> dict[str, BusObject]:
        """Make the objects of the bus, by WHO and WHERE."""
        made = (KINDS[spec.kind].make(spec) for spec in self.objects)
        return {item.key: item for item in made}

    def choose(
        self,
        model: str | None = None,
        password: str | None = None,
        auth: str | None = None,
    ) -> None:
        """Take what the command line says instead of the file; ValueError where it cannot be."""
        if model is not None:
            found = model_named(model)
            if found is None:
                raise ValueError(f"unknown model {model!r}: {', '.join(MODELS)}")
            # One that was made of a trace has habits of its own.
            if found.name != self.model.name:
                self.model, self.auth, self.firmware = found, found.auth, ""
        if auth == Auth.NONE and password is not None:
            raise ValueError("a password is not asked for without authentication")
        self.password = password if password is not None else self.password
        self.auth = check_auth(self.model, self.password, Auth(auth) if auth else self.auth, chosen=auth is not None)


def check_auth(model: Model, password: str | None, auth: Auth, *, chosen: bool) -> Auth:
    """Return the way to ask for this password on this model; ValueError where there is none.

    A password with letters cannot be asked for with OPEN: it implies HMAC (gateways.md 1).
    """
    if auth not in model.auths:
        raise ValueError(f"{model.name} has no {auth} authentication")
    if password is None or auth is not Auth.OPEN or password.isdigit():
        return auth
    if chosen or Auth.SHA256 not in model.auths:
        raise ValueError("an open password consists of digits")
    return Auth.SHA256


class _Reader:
    """Walks the nodes of a YAML text, because only nodes know their lines."""

    def __init__(self, name: str) -> None:
        self._name = name

    def error(self, node: yaml.Node | int, problem: object) -> PlantError:
        line = node if isinstance(node, int) else node.start_mark.line + 1
        return PlantError(f"{self._name}:{line}: {problem}")

    def plant(self, text: str) -> Plant:
        try:
            root = yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise self.error(line, error.problem) from error
        except (yaml.YAMLError, ValueError) as error:
            raise self.error(1, error) from error
        except RecursionError as error:
            raise self.error(1, "nested too deeply") from error
        if root is None:
            raise self.error(1, "empty")
        nodes = self._mapping(root)
        objects = nodes.pop("objects", None)
        values = self._values(root, nodes, PLANT_FIELDS, "the plant")
        return self._assemble(values, nodes, self._objects(objects[1]) if objects else ())

    def _assemble(
        self,
        values: Mapping[str, Value],
        nodes: Mapping[str, tuple[yaml.Node, yaml.Node]],
        objects: tuple[Spec, ...],
    ) -> Plant:
        model = model_named(str(values["model"]))
        if model is None:
            raise self.error(nodes["model"][1], f"unknown model {values['model']!r}: {', '.join(MODELS)}")
        password = None if values["password"] is None else str(values["password"])
        chosen = values["auth"] is not None
        try:
            auth = check_auth(model, password, Auth(str(values["auth"])) if chosen else model.auth, chosen=chosen)
        except ValueError as error:
            raise self.error(nodes["auth" if chosen else "password"][1], error) from error
        life = bool(values["life"])
        seed, clock = values["seed"], values["clock"]
        return Plant(
            model=model,
            password=password,
            auth=auth,
            mac=str(values["mac"]),
            firmware=str(values["firmware"] or ""),
            speed=_float(values["speed"]) or 0.0,
            life=life,
            seed=seed if isinstance(seed, int) else None,
            clock=life if clock is None else bool(clock),
            clock_offset=_float(values["clock_offset"]) or 0.0,
            time_zone=zone if isinstance(zone := values["time_zone"], int) else None,
            manual=None if values["manual_heating"] is None else bool(values["manual_heating"]),
            command_idle=_float(values["command_idle"]),
            event_idle=_float(values["event_idle"]),
            objects=objects,
        )

    def _mapping(self, node: yaml.Node) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, "expected `name: value` pairs")
        found: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = self._text(key, "a name")
            if name in found:
                raise self.error(key, f"{name!r} stands here twice")
            found[name] = (key, value)
        return found

    def _values(
        self,
        owner: yaml.Node,
        nodes: Mapping[str, tuple[yaml.Node, yaml.Node]],
        fields: Iterable[Field],
        what: str,
    ) -> dict[str, Value]:
        known = {entry.name: entry for entry in fields}
        for name, (key, _) in nodes.items():
            if name not in known:
                raise self.error(key, f"{what} has no field {name!r}; there are {', '.join(known)}")
        values: dict[str, Value] = {}
        for entry in known.values():
            if entry.name in nodes:
                values[entry.name] = self._value(entry, nodes[entry.name][1])
            elif entry.required:
                raise self.error(owner, f"{what} needs a field {entry.name!r}")
            else:
                values[entry.name] = entry.default
        return values

    def _value(self, entry: Field, node: yaml.Node) -> Value:
        if entry.type is FieldType.INTEGERS:
            if not isinstance(node, yaml.SequenceNode):
                raise self.error(node, f"{entry.name} has to be a list")
            return tuple(int(str(self._scalar(entry, item))) for item in node.value)
        return self._scalar(entry, node)

    def _text(self, node: yaml.Node, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self.error(node, f"{what} has to be a single value")
        # The raw text, not YAML's reading of it: 0115 without quotes is an address and not an octal number.
        return str(node.value)

    def _scalar(self, entry: Field, node: yaml.Node) -> Value:
        text = self._text(node, entry.name)
        try:
            return entry.read(text)
        except ValueError as error:
            raise self.error(node, error) from error

    def _objects(self, node: yaml.Node) -> tuple[Spec, ...]:
        if not isinstance(node, yaml.SequenceNode):
            raise self.error(node, "objects has to be a list")
        specs: list[Spec] = []
        taken: dict[str, int] = {}
        for item in node.value:
            spec = self._object(item)
            try:
                key = KINDS[spec.kind].make(spec).key
            except ValueError as error:
                raise self.error(self._mapping(item)["where"][1], error) from error
            if key in taken:
                raise self.error(item, f"{key} is already on line {taken[key]}")
            taken[key] = spec.line
            specs.append(spec)
        return tuple(specs)

    def _object(self, node: yaml.Node) -> Spec:
        nodes = self._mapping(node)
        kind = nodes.pop("kind", None)
        if kind is None:
            raise self.error(node, "an object needs a field 'kind'")
        name = self._text(kind[1], "kind")
        if name not in KINDS:
            raise self.error(kind[1], f"unknown kind {name!r}; there are {', '.join(sorted(KINDS))}")
        values = self._values(node, nodes, KINDS[name].all_fields(), f"a {name}")
        return Spec(name, values, node.start_mark.line + 1)


def _float(value: Value) -> float | None:
    return float(value) if isinstance(value, int | float) else None
