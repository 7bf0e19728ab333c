using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.Tests.ApiServer.Schema;

/// <summary>A kind with one field for each thing that a schema can say.</summary>
internal static class ThingSchema
{
    internal static StructuralSchema Schema { get; } = StructuralSchema.Parse((JsonObject)JsonNode.Parse(Text)!);

    private const string Text = """
    {"type": "object", "required": ["spec"], "properties": {"spec": {
      "type": "object", "required": ["name", "zed"], "minProperties": 2, "maxProperties": 20,
      "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 5, "pattern": "^[a-z]+$"},
        "zed": {"type": "integer", "minimum": 3, "maximum": 9},
        "ex": {"type": "integer", "minimum": 3, "maximum": 9, "exclusiveMinimum": true, "exclusiveMaximum": true},
        "mul": {"type": "integer", "multipleOf": 5},
        "num": {"type": "number", "minimum": 0.5},
        "en": {"type": "string", "enum": ["a", "b"]},
        "eni": {"type": "integer", "enum": [1, 2]},
        "b": {"type": "boolean"},
        "list": {"type": "array", "minItems": 1, "maxItems": 2, "items": {"type": "string"}},
        "set": {"type": "array", "x-kubernetes-list-type": "set", "items": {"type": "string"}},
        "map": {"type": "array", "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["k", "p"], "items": {"type": "object", "required": ["k"], "properties": {"k": {"type": "string"}, "p": {"type": "integer", "default": 1}, "q": {"type": "string", "default": "d"}}}},
        "ios": {"x-kubernetes-int-or-string": true},
        "any": {"type": "object", "x-kubernetes-preserve-unknown-fields": true, "properties": {"known": {"type": "object", "properties": {"a": {"type": "string"}}}}},
        "emb": {"type": "object", "x-kubernetes-embedded-resource": true, "properties": {"spec": {"type": "object"}}},
        "labels": {"type": "object", "additionalProperties": {"type": "string", "maxLength": 3}},
        "nul": {"type": "string", "nullable": true},
        "date": {"type": "string", "format": "date-time"},
        "i32": {"type": "integer", "format": "int32"},
        "ip": {"type": "string", "format": "ipv4"},
        "by": {"type": "string", "format": "byte"},
        "dur": {"type": "string", "format": "duration"},
        "cidr": {"type": "string", "format": "cidr"},
        "one": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        "anyo": {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
        "all": {"type": "object", "properties": {"a": {"type": "string"}}, "allOf": [{"required": ["a"]}]},
        "no": {"type": "string", "not": {"enum": ["x"]}},
        "def": {"type": "object", "default": {"x": 1}, "properties": {"x": {"type": "integer"}, "y": {"type": "string", "default": "yy"}}},
        "cel": {"type": "integer", "x-kubernetes-validations": [{"rule": "self < 5", "message": "must be below 5"}]},
        "celnm": {"type": "integer", "x-kubernetes-validations": [{"rule": "self < 5"}]},
        "celme": {"type": "integer", "x-kubernetes-validations": [{"rule": "self < 5", "messageExpression": "'got too many'", "reason": "FieldValueForbidden"}]},
        "celobj": {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "x-kubernetes-validations": [{"rule": "self.a < self.b", "message": "a below b", "fieldPath": ".a"}, {"rule": "self.a > 0"}]},
        "celdup": {"type": "array", "maxItems": 10, "items": {"type": "string", "maxLength": 10, "x-kubernetes-validations": [{"rule": "self != 'bad'", "message": "no bad"}]}},
        "imm": {"type": "string", "x-kubernetes-validations": [{"rule": "self == oldSelf", "message": "Value is immutable"}]},
        "conn": {"type": "string", "x-kubernetes-validations": [{"rule": "duration(self).getSeconds() >= 1", "message": "sec"}]}
      }}}}
    """;

    /// <summary>An object of the kind with this spec.</summary>
    internal static JsonObject Thing(string spec) => new()
    {
        ["apiVersion"] = "test.io/v1",
        ["kind"] = "Thing",
        ["metadata"] = new JsonObject { ["name"] = "x" },
        ["spec"] = JsonNode.Parse(spec),
    };
}
