using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.ApiServer.Patching;

namespace MetalOrleans.Tests.ApiServer.Patching;

public sealed class MergePatchTests
{
    // RFC 7386, appendix A, in its order.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", """{}""")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    public void Merges_the_examples_of_the_RFC(string target, string patch, string expected)
    {
        var before = JsonNode.Parse(target);

        var result = MergePatch.Apply(before, JsonNode.Parse(patch));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), result.Patched), result.Patched?.ToJsonString());
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(target), before));
    }

    [Fact]
    public void The_difference_of_two_objects_turns_one_into_the_other() =>
        Prop.ForAll(Objects(4).ToArbitrary(), Objects(4).ToArbitrary(), (before, after) =>
            JsonNode.DeepEquals(after, MergePatch.Apply(before, MergePatch.Between(before, after)).Patched))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Merging_twice_is_merging_once() =>
        Prop.ForAll(Objects(4).ToArbitrary(), Objects(4).ToArbitrary(), (target, patch) =>
        {
            var once = MergePatch.Apply(target, patch).Patched;
            return JsonNode.DeepEquals(once, MergePatch.Apply(once, patch).Patched);
        }).QuickCheckThrowOnFailure();

    // Without nulls: a merge patch cannot say them.
    private static Gen<JsonObject> Objects(int depth)
    {
        var scalar = Gen.Elements<Func<JsonNode>>(() => 1, () => 2, () => "x", () => true, () => new JsonArray(1, "y"));
        var value = depth == 0
            ? scalar.Select(make => (JsonNode)make())
            : Gen.Frequency((3, scalar.Select(make => (JsonNode)make())), (1, Objects(depth - 1).Select(inner => (JsonNode)inner)));
        return Gen.Zip(Gen.Elements("a", "b", "c", "d"), value).ListOf().Select(members => new JsonObject(
            members.DistinctBy(member => member.Item1).Select(member => KeyValuePair.Create(member.Item1, (JsonNode?)member.Item2.DeepClone()))));
    }
}
