using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MetalOrleans.Kubernetes.Conversion;
using MetalOrleans.Tests.Domain.Support;

namespace MetalOrleans.Tests.Kubernetes.Conversion;

public sealed class ResourceConversionTests
{
    private const string Older = "metallb.io/v1beta1";
    private const string Newer = "metallb.io/v1beta2";

    private static readonly string[] _shared =
    [
        "myASN", "peerASN", "peerAddress", "sourceAddress", "peerPort", "holdTime", "keepaliveTime", "routerID", "nodeSelectors",
        "password", "bfdProfile", "ebgpMultiHop",
    ];

    private static readonly string[] _newer =
    [
        "connectTime", "disableMP", "dualStackAddressFamily", "dynamicASN", "enableGracefulRestart", "interface", "localASN",
        "passwordSecret", "vrf",
    ];

    private static readonly Gen<JsonNode> _values = Gen.Elements(
        "1", "\"10s\"", "\"\"", "true", "[]", "{}", "[{\"matchLabels\":{\"a\":\"b\"}}]", "4294967295", "1.5").Select(text => JsonNode.Parse(text)!);

    [Fact] // C-096, C-097
    public void Every_field_of_v1beta1_is_carried_to_v1beta2()
    {
        var old = Peer(Older, """
            {"myASN":64512,"peerASN":64513,"peerAddress":"192.0.2.1","sourceAddress":"192.0.2.2","peerPort":1179,"holdTime":"30s",
             "keepaliveTime":"10s","routerID":"10.0.0.1","nodeSelectors":[{"matchExpressions":[{"key":"a","operator":"In","values":["b"]}]}],
             "password":"x","bfdProfile":"fast","ebgpMultiHop":true}
            """);

        Assert.True(JsonNode.DeepEquals(Relabelled(old, Newer), ResourceConversion.Convert(old, Newer)));
    }

    [Fact] // C-098, Q-9, W-119
    public void A_v1beta1_peer_without_timers_has_none_in_v1beta2_so_that_the_defaults_hold()
    {
        var spec = ResourceConversion.Convert(
            Peer(Older, """{"myASN":1,"peerASN":2,"peerAddress":"192.0.2.1","peerPort":0}"""), Newer)["spec"]!.AsObject();

        Assert.Equal(["myASN", "peerASN", "peerAddress"], spec.Select(field => field.Key));
    }

    [Fact] // C-099
    public void What_v1beta1_lacks_is_dropped_from_what_is_read_as_v1beta1()
    {
        var spec = string.Join(',', _newer.Append("myASN").Select(field => $"\"{field}\":\"x\""));

        var old = ResourceConversion.Convert(Peer(Newer, $"{{{spec}}}"), Older);

        Assert.Equal(["myASN"], old["spec"]!.AsObject().Select(field => field.Key));
        Assert.Equal(Older, (string)old["apiVersion"]!);
    }

    [Fact]
    public void Metadata_and_status_stay_as_they_are_and_the_source_too()
    {
        var source = JsonNode.Parse("""
            {"apiVersion":"metallb.io/v1beta2","kind":"BGPPeer","metadata":{"name":"p","uid":"u","labels":{"a":"b"},"managedFields":[{"manager":"m"}]},
             "spec":{"vrf":"red"},"status":{"conditions":[]}}
            """)!.AsObject();
        var before = source.ToJsonString();

        var converted = ResourceConversion.Convert(source, Older);

        Assert.Equal(before, source.ToJsonString());
        Assert.True(JsonNode.DeepEquals(source["metadata"], converted["metadata"]));
        Assert.True(JsonNode.DeepEquals(source["status"], converted["status"]));
    }

    [Theory]
    [InlineData("""{"apiVersion":"metallb.io/v1beta1","kind":"Community","metadata":{}}""", Newer)]
    [InlineData("""{"apiVersion":"metallb.io/v1beta3","kind":"BGPPeer"}""", Newer)]
    [InlineData("""{"apiVersion":"metallb.io/v1beta1","kind":"BGPPeer"}""", "metallb.io/v2")]
    [InlineData("""{"apiVersion":7,"kind":[]}""", Newer)]
    [InlineData("{}", "")]
    public void Where_there_is_no_way_it_says_so(string source, string apiVersion)
    {
        Assert.False(ResourceConversion.TryConvert(JsonNode.Parse(source)!.AsObject(), apiVersion, out _, out var error));
        Assert.StartsWith("cannot convert", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"apiVersion":"metallb.io/v1beta1","kind":"BGPPeer"}""")]
    [InlineData("""{"apiVersion":"metallb.io/v1beta1","kind":"BGPPeer","spec":[]}""")]
    [InlineData("""{"apiVersion":"metallb.io/v1beta1","kind":"BGPPeer","spec":{"peerPort":"0"}}""")]
    public void A_peer_of_an_odd_shape_is_only_relabelled(string source)
    {
        var peer = JsonNode.Parse(source)!.AsObject();

        Assert.True(JsonNode.DeepEquals(Relabelled(peer, Newer), ResourceConversion.Convert(peer, Newer)));
    }

    [Fact]
    public void A_v1beta1_peer_comes_back_as_it_was() => Specs([.. _shared.Except(["peerPort"])]).Check(spec =>
    {
        var old = new JsonObject { ["apiVersion"] = Older, ["kind"] = "BGPPeer", ["spec"] = spec.DeepClone() };

        return JsonNode.DeepEquals(old, ResourceConversion.Convert(ResourceConversion.Convert(old, Newer), Older));
    });

    [Fact]
    public void A_v1beta2_peer_comes_back_with_what_v1beta1_has_and_a_second_turn_changes_nothing() =>
        Specs([.. _shared, .. _newer]).Check(spec =>
        {
            var source = new JsonObject { ["apiVersion"] = Newer, ["kind"] = "BGPPeer", ["spec"] = spec.DeepClone() };
            var once = ResourceConversion.Convert(ResourceConversion.Convert(source, Older), Newer);
            var twice = ResourceConversion.Convert(ResourceConversion.Convert(once, Older), Newer);

            return JsonNode.DeepEquals(once, twice)
                && _newer.All(field => !once["spec"]!.AsObject().ContainsKey(field))
                && _shared.All(field => JsonNode.DeepEquals(source["spec"]![field], once["spec"]![field]));
        });

    private static Gen<JsonObject> Specs(string[] fields) =>
        from chosen in Gen.SubListOf(fields)
        from values in _values.ArrayOf(fields.Length)
        select new JsonObject(chosen.Zip(values, (field, value) => KeyValuePair.Create<string, JsonNode?>(field, value.DeepClone())));

    private static JsonObject Peer(string apiVersion, string spec) => new()
    {
        ["apiVersion"] = apiVersion,
        ["kind"] = "BGPPeer",
        ["metadata"] = new JsonObject { ["name"] = "p" },
        ["spec"] = JsonNode.Parse(spec),
    };

    private static JsonObject Relabelled(JsonObject source, string apiVersion)
    {
        var copy = (JsonObject)source.DeepClone();
        copy["apiVersion"] = apiVersion;
        return copy;
    }
}
