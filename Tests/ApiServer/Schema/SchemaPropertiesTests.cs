using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.ApiServer.Schema;

namespace MetalOrleans.Tests.ApiServer.Schema;

public sealed class SchemaPropertiesTests
{
    private static readonly string[] Names =
        ["name", "zed", "list", "set", "map", "labels", "ios", "any", "emb", "one", "cel", "celobj", "def", "k", "x", "a"];

    [Fact]
    public void Validation_never_throws_on_any_object() => Prop.ForAll(Objects(), spec =>
    {
        var thing = ThingSchema.Thing("{}");
        thing["spec"] = spec?.DeepClone();
        _ = ThingSchema.Schema.Validate(thing, null);
        _ = ThingSchema.Schema.Validate(thing, ThingSchema.Thing("""{"name": "abc", "zed": 5}"""));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Pruning_and_defaulting_settle_after_one_pass() => Prop.ForAll(Objects(), spec =>
    {
        var thing = ThingSchema.Thing("{}");
        thing["spec"] = spec?.DeepClone();
        ThingSchema.Schema.Prune(thing);
        ThingSchema.Schema.ApplyDefaults(thing);
        var once = thing.DeepClone();

        var again = ThingSchema.Schema.Prune(thing);
        ThingSchema.Schema.ApplyDefaults(thing);

        return again.Count == 0 && JsonNode.DeepEquals(once, thing);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parsing_never_throws_on_any_schema() => Prop.ForAll(Objects(), schema =>
    {
        var wrapped = new JsonObject { ["type"] = "object", ["properties"] = schema?.DeepClone() };
        foreach (var word in new[] { "required", "enum", "items", "additionalProperties", "x-kubernetes-validations", "pattern" })
        {
            wrapped[word] = schema?.DeepClone();
        }

        var parsed = StructuralSchema.Parse(wrapped);
        _ = parsed.Validate(ThingSchema.Thing("{}"), null);
        _ = parsed.RuleErrors();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_stored_fault_does_not_hinder_a_change_elsewhere()
    {
        var old = ThingSchema.Thing("""{"name": "TOOLONG", "zed": 99, "cel": 1}""");
        var now = ThingSchema.Thing("""{"name": "TOOLONG", "zed": 99, "cel": 2}""");

        Assert.Empty(ThingSchema.Schema.Validate(now, old));
    }

    [Fact]
    public void An_immutable_field_may_be_set_but_not_changed()
    {
        var unset = ThingSchema.Thing("""{"name": "abc", "zed": 5}""");
        var first = ThingSchema.Thing("""{"name": "abc", "zed": 5, "imm": "a"}""");
        var second = ThingSchema.Thing("""{"name": "abc", "zed": 5, "imm": "b"}""");

        Assert.Empty(ThingSchema.Schema.Validate(first, null));
        Assert.Empty(ThingSchema.Schema.Validate(first, unset));
        Assert.Equal("spec.imm: Invalid value: \"string\": Value is immutable",
            FieldError.Join(ThingSchema.Schema.Validate(second, first)));
    }

    private static Arbitrary<JsonNode?> Objects() => Gen.Sized(size => Value(Math.Min(size, 4))).ToArbitrary();

    private static Gen<JsonNode?> Value(int depth)
    {
        var scalar = Gen.OneOf(
            Gen.Constant((JsonNode?)null),
            ArbMap.Default.GeneratorFor<bool>().Select(value => (JsonNode?)value),
            ArbMap.Default.GeneratorFor<long>().Select(value => (JsonNode?)value),
            ArbMap.Default.GeneratorFor<NormalFloat>().Select(value => (JsonNode?)value.Get),
            Gen.Elements("", "a", "abc", "1h", "10.0.0.0/8", "true", "ä\n").Select(value => (JsonNode?)value));
        if (depth == 0)
        {
            return scalar;
        }

        var list = Value(depth - 1).ListOf().Select(items => (JsonNode?)new JsonArray([.. items.Take(4)]));
        var map = Gen.Zip(Gen.Elements(Names), Value(depth - 1)).ListOf().Select(members => (JsonNode?)new JsonObject(
            members.Take(6).DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, member.Item2))));
        return Gen.Frequency((2, scalar), (1, list), (3, map));
    }
}
