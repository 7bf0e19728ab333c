using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Patching;

namespace MetalOrleans.Tests.ApiServer.Patching;

/// <summary>Results and messages compared by hand with kube-apiserver 1.34.9.</summary>
public sealed class StrategicMergePatchTests
{
    private const string Containers =
        """{"spec":{"containers":[{"name":"a","image":"i:1","args":["x"],"env":[{"name":"A","value":"1"},{"name":"B","value":"2"}]},{"name":"b","image":"j:1"}]}}""";

    private const string Finalizers = """{"metadata":{"finalizers":["a/a","b/b"]}}""";

    [Theory]
    [InlineData("""{"spec":{"containers":[{"name":"b","image":"k:2"}]}}""", "a=i:1 b=k:2")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"k:1"}]}}""", "c=k:1 a=i:1 b=j:1")]
    [InlineData("""{"spec":{"containers":[{"name":"c","image":"1"},{"name":"d","image":"2"},{"name":"a","image":"3"}]}}""", "c=1 d=2 a=3 b=j:1")]
    [InlineData("""{"spec":{"containers":[{"name":"a","$patch":"delete"}]}}""", "b=j:1")]
    [InlineData("""{"spec":{"containers":[{"$patch":"replace"},{"name":"z","image":"z:1"}]}}""", "z=z:1")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"a"}]}}""", "b=j:1 a=i:1")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"b"},{"name":"c"},{"name":"a"}],"containers":[{"name":"c","image":"k:1"}]}}""", "b=j:1 c=k:1 a=i:1")]
    [InlineData("""{"spec":{"$setElementOrder/containers":[{"name":"a"},{"name":"c"}],"containers":[{"name":"c","image":"k:1"}]}}""", "a=i:1 c=k:1 b=j:1")]
    public void Containers_merge_by_name(string patch, string expected)
    {
        var patched = Apply(Containers, patch, "", "Pod").Patched!;

        var containers = patched["spec"]!["containers"]!.AsArray();
        Assert.Equal(expected, string.Join(' ', containers.Select(container => $"{container!["name"]}={container["image"]}")));
    }

    [Theory]
    [InlineData("""[{"name":"C","value":"3"}]""", """[{"name":"C","value":"3"},{"name":"A","value":"1"},{"name":"B","value":"2"}]""")]
    [InlineData("""[{"name":"A","$patch":"delete"}]""", """[{"name":"B","value":"2"}]""")]
    [InlineData("""[{"name":"A","value":null,"valueFrom":{"fieldRef":{"fieldPath":"x"}}}]""", """[{"name":"A","valueFrom":{"fieldRef":{"fieldPath":"x"}}},{"name":"B","value":"2"}]""")]
    public void Lists_within_entries_merge_too(string env, string expected)
    {
        var patch = """{"spec":{"containers":[{"name":"a","env":ENV}]}}""".Replace("ENV", env);

        var patched = Apply(Containers, patch, "", "Pod").Patched!;

        var actual = patched["spec"]!["containers"]![0]!["env"];
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"metadata":{"finalizers":["c/c"]}}""", "c/c a/a b/b")]
    [InlineData("""{"metadata":{"finalizers":["b/b"]}}""", "a/a b/b")]
    [InlineData("""{"metadata":{"$deleteFromPrimitiveList/finalizers":["a/a"]}}""", "b/b")]
    [InlineData("""{"metadata":{"$setElementOrder/finalizers":["b/b","c/c","a/a"],"finalizers":["c/c"]}}""", "b/b c/c a/a")]
    [InlineData("""{"metadata":{"finalizers":null}}""", "")]
    public void Finalizers_merge_as_a_set(string patch, string expected)
    {
        var patched = Apply(Finalizers, patch, "", "ConfigMap").Patched!;

        var finalizers = patched["metadata"]!["finalizers"]?.AsArray() ?? [];
        Assert.Equal(expected, string.Join(' ', finalizers.Select(item => (string)item!)));
    }

    [Theory]
    [InlineData("apps", "Deployment", """{"spec":{"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}}}""",
        """{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}""", """{"spec":{"strategy":{"type":"Recreate"}}}""")]
    [InlineData("", "Pod", """{"spec":{"volumes":[{"name":"v","emptyDir":{}}]}}""",
        """{"spec":{"volumes":[{"name":"v","$retainKeys":["name","secret"],"secret":{"secretName":"s"}}]}}""",
        """{"spec":{"volumes":[{"name":"v","secret":{"secretName":"s"}}]}}""")]
    [InlineData("", "Pod", """{"metadata":{"labels":{"a":"1","b":"2"}}}""",
        """{"metadata":{"labels":{"$patch":"replace","c":"3"}}}""", """{"metadata":{"labels":{"c":"3"}}}""")]
    [InlineData("", "Pod", """{"metadata":{"name":"x","labels":{"a":"1"}}}""",
        """{"metadata":{"labels":{"b":"2","z":null}}}""", """{"metadata":{"name":"x","labels":{"a":"1","b":"2"}}}""")]
    [InlineData("", "Service", """{"spec":{"ports":[{"port":80,"name":"http"},{"port":443}]}}""",
        """{"spec":{"ports":[{"port":80,"targetPort":8080}]}}""",
        """{"spec":{"ports":[{"port":80,"name":"http","targetPort":8080},{"port":443}]}}""")]
    [InlineData("", "Node", """{"status":{"conditions":[{"type":"Ready","status":"True"}],"addresses":[{"type":"InternalIP","address":"10.0.0.1"}]}}""",
        """{"status":{"conditions":[{"type":"Ready","status":"False"}]}}""",
        """{"status":{"conditions":[{"type":"Ready","status":"False"}],"addresses":[{"type":"InternalIP","address":"10.0.0.1"}]}}""")]
    [InlineData("", "Pod", """{"spec":{"tolerations":[{"key":"a"}]}}""",
        """{"spec":{"tolerations":[{"key":"b"}]}}""", """{"spec":{"tolerations":[{"key":"b"}]}}""")]
    public void Merges(string group, string kind, string target, string patch, string expected)
    {
        var result = Apply(target, patch, group, kind);

        Assert.Null(result.Error);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), result.Patched), result.Patched!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"spec":{"containers":[{"image":"zz"}]}}""", """map: {"image":"zz"} does not contain declared merge key: name""")]
    [InlineData("""{"metadata":{"$patch":"bogus"}}""", """unknown patch type: bogus in map: {"$patch":"bogus"}""")]
    [InlineData("""{"spec":{"containers":[{"name":"b","$patch":"merge"}]}}""", "merging lists cannot yet be specified in the patch")]
    [InlineData("""{"spec":{"containers":[1]}}""", "the entries of a list that merges by key must be objects")]
    public void Refuses_a_patch_that_contradicts_itself(string patch, string expected) =>
        Assert.Equal(expected, Apply(Containers, patch, "", "Pod").Error);

    [Fact]
    public void Refuses_custom_resources_because_nobody_knows_their_keys() =>
        Assert.StartsWith("the body of the request was in an unknown format", Apply("{}", "{}", "metallb.io", "BGPPeer").Error);

    private static PatchResult Apply(string target, string patch, string group, string kind)
    {
        var before = (JsonObject)JsonNode.Parse(target)!;
        var result = StrategicMergePatch.Apply(before, (JsonObject)JsonNode.Parse(patch)!, group, kind);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(target), before), "the target was changed");
        return result;
    }
}
