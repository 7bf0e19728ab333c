using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.ApiServer.Schema;

/// <summary>The answers are those of kube-apiserver 1.34.9 for the same kind and objects, recorded over its REST API.</summary>
public sealed class PruningAndDefaultsTests
{
    [Theory]
    [InlineData("""{"name": "abc", "zed": 5, "map": [{"k": "a", "zz": 1}]}""", """unknown field "spec.map[0].zz" """)]
    [InlineData("""{"name": "abc", "zed": 5, "any": {"foo": {"bar": 1}, "known": {"a": "x", "b": "y"}}}""", """unknown field "spec.any.known.b" """)]
    [InlineData("""{"name": "abc", "zed": 5, "emb": {"apiVersion": "v1", "kind": "X", "metadata": {"name": "a", "foo": 1}, "spec": {"x": 1}, "zz": 1}}""", """unknown field "spec.emb.spec.x", unknown field "spec.emb.zz", unknown field "spec.emb.metadata.foo" """)]
    [InlineData("""{"name": "abc", "zed": 5, "unknown": 1}""", """unknown field "spec.unknown" """)]
    [InlineData("""{"name": "abc", "zed": 5, "foo bar": 1, "x.y": 2}""", """unknown field "spec.foo bar", unknown field "spec.x.y" """)]
    public void Names_the_fields_that_nobody_declared(string spec, string expected)
    {
        var unknown = ThingSchema.Schema.Prune(ThingSchema.Thing(spec));

        Assert.Equal(expected.Trim(), string.Join(", ", unknown.Select(field => $"unknown field \"{field}\"")));
    }

    [Theory]
    [InlineData("""{"name": "abc", "zed": 5.0}""", """{"def": {"x": 1, "y": "yy"}, "name": "abc", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "num": 1}""", """{"def": {"x": 1, "y": "yy"}, "name": "abc", "num": 1, "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "map": [{"k": "a", "p": 2}, {"k": "a", "p": 1}]}""", """{"def": {"x": 1, "y": "yy"}, "map": [{"k": "a", "p": 2, "q": "d"}, {"k": "a", "p": 1, "q": "d"}], "name": "abc", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "ios": 1}""", """{"def": {"x": 1, "y": "yy"}, "ios": 1, "name": "abc", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "ios": "x"}""", """{"def": {"x": 1, "y": "yy"}, "ios": "x", "name": "abc", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "emb": {"apiVersion": "v1", "kind": "X", "metadata": {"name": "a_B"}}}""", """{"def": {"x": 1, "y": "yy"}, "emb": {"apiVersion": "v1", "kind": "X", "metadata": {"name": "a_B"}}, "name": "abc", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "nul": null}""", """{"def": {"x": 1, "y": "yy"}, "name": "abc", "nul": null, "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "date": "2020-01-01T00:00:00Z"}""", """{"date": "2020-01-01T00:00:00Z", "def": {"x": 1, "y": "yy"}, "name": "abc", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "i32": 1099511627776}""", """{"def": {"x": 1, "y": "yy"}, "i32": 1099511627776, "name": "abc", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "one": {"a": "1"}}""", """{"def": {"x": 1, "y": "yy"}, "name": "abc", "one": {"a": "1"}, "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "no": "y"}""", """{"def": {"x": 1, "y": "yy"}, "name": "abc", "no": "y", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "def": {}}""", """{"def": {"y": "yy"}, "name": "abc", "zed": 5}""")]
    [InlineData("""{"name": "abc", "zed": 5, "def": null}""", """{"def": {"x": 1, "y": "yy"}, "name": "abc", "zed": 5}""")]
    public void Stores_what_the_API_server_stores(string spec, string expected)
    {
        var thing = ThingSchema.Thing(spec);

        Assert.Empty(ThingSchema.Schema.Prune(thing));
        ThingSchema.Schema.ApplyDefaults(thing);

        Assert.Empty(ThingSchema.Schema.Validate(thing, null));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), thing["spec"]), thing["spec"]!.ToJsonString());
    }

    [Fact]
    public void Takes_unknown_metadata_out_of_an_object_and_nulls_with_it()
    {
        var thing = ThingSchema.Thing("""{"name": "abc", "zed": 5}""");
        thing["metadata"] = JsonNode.Parse("""{"name": "x", "foo": 1, "creationTimestamp": null}""");

        Assert.Equal(["metadata.foo"], ThingSchema.Schema.Prune(thing));
        ThingSchema.Schema.ApplyDefaults(thing);

        Assert.Equal("""{"name":"x"}""", thing["metadata"]!.ToJsonString());
    }

    [Fact]
    public void Refuses_metadata_of_the_wrong_type()
    {
        var thing = ThingSchema.Thing("""{"name": "abc", "zed": 5}""");
        thing["metadata"] = JsonNode.Parse("""{"name": "x", "labels": {"a": 5}}""");

        var errors = ThingSchema.Schema.Validate(thing, null);

        Assert.Equal("metadata.labels.a: Invalid value: \"integer\": metadata.labels.a in body must be of type string: \"integer\"",
            errors[0].ToString());
    }
}
