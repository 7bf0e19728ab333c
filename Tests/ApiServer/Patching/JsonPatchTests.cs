using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Patching;

namespace MetalOrleans.Tests.ApiServer.Patching;

public sealed class JsonPatchTests
{
    // The examples of RFC 6902, appendix A, by section.
    [Theory]
    [InlineData("A.1", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux"}]""", """{"baz":"qux","foo":"bar"}""")]
    [InlineData("A.2", """{"foo":["bar","baz"]}""", """[{"op":"add","path":"/foo/1","value":"qux"}]""", """{"foo":["bar","qux","baz"]}""")]
    [InlineData("A.3", """{"baz":"qux","foo":"bar"}""", """[{"op":"remove","path":"/baz"}]""", """{"foo":"bar"}""")]
    [InlineData("A.4", """{"foo":["bar","qux","baz"]}""", """[{"op":"remove","path":"/foo/1"}]""", """{"foo":["bar","baz"]}""")]
    [InlineData("A.5", """{"baz":"qux","foo":"bar"}""", """[{"op":"replace","path":"/baz","value":"boo"}]""", """{"baz":"boo","foo":"bar"}""")]
    [InlineData("A.6", """{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}""", """[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]""", """{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}""")]
    [InlineData("A.7", """{"foo":["all","grass","cows","eat"]}""", """[{"op":"move","from":"/foo/1","path":"/foo/3"}]""", """{"foo":["all","cows","eat","grass"]}""")]
    [InlineData("A.8", """{"baz":"qux","foo":["a",2,"c"]}""", """[{"op":"test","path":"/baz","value":"qux"},{"op":"test","path":"/foo/1","value":2}]""", """{"baz":"qux","foo":["a",2,"c"]}""")]
    [InlineData("A.10", """{"foo":"bar"}""", """[{"op":"add","path":"/child","value":{"grandchild":{}}}]""", """{"foo":"bar","child":{"grandchild":{}}}""")]
    [InlineData("A.11", """{"foo":"bar"}""", """[{"op":"add","path":"/baz","value":"qux","xyz":123}]""", """{"foo":"bar","baz":"qux"}""")]
    [InlineData("A.14", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":10}]""", """{"/":9,"~1":10}""")]
    [InlineData("A.16", """{"foo":["bar"]}""", """[{"op":"add","path":"/foo/-","value":["abc","def"]}]""", """{"foo":["bar",["abc","def"]]}""")]
    [InlineData("whole", """{"foo":1}""", """[{"op":"replace","path":"","value":{"a":2}}]""", """{"a":2}""")]
    [InlineData("copy", """{"a":{"b":[1]}}""", """[{"op":"copy","from":"/a/b","path":"/c"},{"op":"add","path":"/c/0","value":0}]""", """{"a":{"b":[1]},"c":[0,1]}""")]
    [InlineData("escape", """{"metadata":{"annotations":{"metallb.io/pool":"a"}}}""", """[{"op":"remove","path":"/metadata/annotations/metallb.io~1pool"}]""", """{"metadata":{"annotations":{}}}""")]
    [InlineData("number", """{"a":1.0}""", """[{"op":"test","path":"/a","value":1}]""", """{"a":1}""")]
    [InlineData("absent is null", """{"a":1}""", """[{"op":"test","path":"/b","value":null}]""", """{"a":1}""")]
    [InlineData("replace adds, as the API server does", """{"a":1}""", """[{"op":"replace","path":"/b","value":2}]""", """{"a":1,"b":2}""")]
    public void Applies(string example, string target, string patch, string expected)
    {
        var before = JsonNode.Parse(target)!;

        var result = JsonPatch.Apply(before, (JsonArray)JsonNode.Parse(patch)!);

        Assert.Null(result.Error);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), result.Patched), $"{example}: {result.Patched}");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(target), before), $"{example} changed its target");
    }

    [Theory]
    [InlineData("A.9", """{"baz":"qux"}""", """[{"op":"test","path":"/baz","value":"bar"}]""", "operation 0: test /baz: the value is another one")]
    [InlineData("A.12", """{"foo":"bar"}""", """[{"op":"add","path":"/baz/bat","value":"qux"}]""", "operation 0: add /baz/bat: the place that should hold the value does not exist")]
    [InlineData("A.15", """{"/":9,"~1":10}""", """[{"op":"test","path":"/~01","value":"10"}]""", "operation 0: test /~01: the value is another one")]
    [InlineData("missing", """{"a":1}""", """[{"op":"add","path":"/c","value":1},{"op":"remove","path":"/b"}]""", "operation 1: remove /b: there is no value")]
    [InlineData("index", """{"a":[1]}""", """[{"op":"add","path":"/a/2","value":1}]""", "operation 0: add /a/2: the index must be - or 0 to 1")]
    [InlineData("leading zero", """{"a":[1,2]}""", """[{"op":"remove","path":"/a/01"}]""", "operation 0: remove /a/01: there is no value")]
    [InlineData("no slash", """{"a":1}""", """[{"op":"add","path":"a","value":1}]""", "operation 0: add: path must be empty or begin with a slash")]
    [InlineData("no value", """{"a":1}""", """[{"op":"add","path":"/b"}]""", "operation 0: add /b: value is missing")]
    [InlineData("no op", """{"a":1}""", """[{"path":"/b"}]""", "operation 0: op is missing or not a string")]
    [InlineData("unknown op", """{"a":1}""", """[{"op":"spam","path":"/b"}]""", "operation 0: spam /b: the operation must be add, remove, replace, move, copy or test")]
    [InlineData("into itself", """{"a":{"b":1}}""", """[{"op":"move","from":"/a","path":"/a/b/c"}]""", "operation 0: move /a/b/c: the value at /a cannot be moved into itself")]
    [InlineData("copy nothing", """{"a":1}""", """[{"op":"copy","from":"/b","path":"/c"}]""", "operation 0: copy /c: there is no value at /b")]
    [InlineData("no object", """{"a":1}""", """[1]""", "operation 0: an operation must be an object")]
    public void Refuses_the_whole_patch_when_one_operation_fails(string example, string target, string patch, string why)
    {
        var result = JsonPatch.Apply(JsonNode.Parse(target)!, (JsonArray)JsonNode.Parse(patch)!);

        Assert.False(result.Succeeded, example);
        Assert.Null(result.Patched);
        Assert.Equal($"the server rejected our request due to an error in our request: {why}", result.Error);
    }

    [Fact]
    public void Never_shows_the_value_that_a_test_did_not_match()
    {
        var secret = JsonNode.Parse("""{"data":{"password":"aHVudGVyMg=="}}""")!;

        var result = JsonPatch.Apply(secret, [JsonNode.Parse("""{"op":"test","path":"/data/password","value":"x"}""")]);

        Assert.DoesNotContain("aHVudGVyMg", result.Error);
    }
}
