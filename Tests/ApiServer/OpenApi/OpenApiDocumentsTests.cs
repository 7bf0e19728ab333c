using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.OpenApi;
using MetalOrleans.Tests.Manifests;

namespace MetalOrleans.Tests.ApiServer.OpenApi;

public sealed class OpenApiDocumentsTests
{
    private static readonly OpenApiDocuments Documents = new(
    [
        new OpenApiKind("", "v1", "Service", "services", true, null) { HasStatus = true },
        new OpenApiKind("", "v1", "Node", "nodes", false, null),
        new OpenApiKind("apps", "v1", "Deployment", "deployments", true, null),
        new OpenApiKind("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false, null),
        Pool("IPAddressPool"),
    ]);

    [Fact]
    public void The_index_names_a_document_for_each_group_version_with_its_hash()
    {
        var paths = Documents.V3Index["paths"]!.AsObject();

        Assert.Equal(["api/v1", "apis/apiextensions.k8s.io/v1", "apis/apps/v1", "apis/metallb.io/v1beta1"], paths.Select(path => path.Key));
        Assert.All(paths, path => Assert.Matches(
            $"^/openapi/v3/{path.Key}\\?hash=[0-9A-F]{{64}}$", (string)path.Value!["serverRelativeURL"]!));
    }

    [Fact]
    public void The_hash_changes_with_a_schema()
    {
        var other = new OpenApiDocuments([Pool("IPAddressPool") with { Schema = (JsonObject)JsonNode.Parse("""{"type":"object"}""")! }]);

        Assert.NotEqual(Url(Documents, "apis/metallb.io/v1beta1"), Url(other, "apis/metallb.io/v1beta1"));
        Assert.Equal(Url(Documents, "apis/metallb.io/v1beta1"), Url(new OpenApiDocuments([Pool("IPAddressPool")]), "apis/metallb.io/v1beta1"));
    }

    // kubectl decides by these whether the server validates fields and knows dry runs.
    [Theory]
    [InlineData("api/v1", "/api/v1/namespaces/{namespace}/services/{name}", "Service")]
    [InlineData("api/v1", "/api/v1/namespaces/{namespace}/services/{name}/status", "Service")]
    [InlineData("api/v1", "/api/v1/nodes/{name}", "Node")]
    [InlineData("apis/metallb.io/v1beta1", "/apis/metallb.io/v1beta1/namespaces/{namespace}/ipaddresspools/{name}", "IPAddressPool")]
    public void Patches_say_which_parameters_they_take(string document, string path, string kind)
    {
        var patch = Read(document)["paths"]![path]!["patch"]!;

        Assert.Equal(kind, (string)patch["x-kubernetes-group-version-kind"]!["kind"]!);
        Assert.Equal(["dryRun", "fieldManager", "fieldValidation", "force"], patch["parameters"]!.AsArray().Select(item => (string)item!["name"]!));
        Assert.NotNull(patch["requestBody"]!["content"]!["application/apply-patch+yaml"]);
    }

    // kubectl apply chooses by this how it sends a change.
    [Theory]
    [InlineData("api/v1", "/api/v1/namespaces/{namespace}/services/{name}", true)]
    [InlineData("apis/metallb.io/v1beta1", "/apis/metallb.io/v1beta1/namespaces/{namespace}/ipaddresspools/{name}", false)]
    public void Custom_resources_offer_no_strategic_patch(string document, string path, bool isOffered) =>
        Assert.Equal(isOffered, Read(document)["paths"]![path]!["patch"]!["requestBody"]!["content"]!["application/strategic-merge-patch+json"] is not null);

    [Theory]
    [InlineData("api/v1", "io.k8s.api.core.v1.Service")]
    [InlineData("apis/metallb.io/v1beta1", "io.metallb.v1beta1.IPAddressPool")]
    [InlineData("apis/metallb.io/v1beta1", "io.metallb.v1beta1.IPAddressPoolList")]
    public void Kinds_and_their_lists_say_what_they_are(string document, string name)
    {
        var schema = Read(document)["components"]!["schemas"]![name]!;

        Assert.Equal(name.Split('.')[^1], (string)schema["x-kubernetes-group-version-kind"]![0]!["kind"]!);
        Assert.NotNull(schema["description"]);
        Assert.NotNull(schema["properties"]!["metadata"]!["allOf"]);
    }

    [Fact]
    public void Lists_carry_the_keys_that_kubectl_merges_by()
    {
        var ports = Read("api/v1")["components"]!["schemas"]!["io.k8s.api.core.v1.ServiceSpec"]!["properties"]!["ports"]!;

        Assert.Equal("map", (string)ports["x-kubernetes-list-type"]!);
        Assert.Equal("""["port","protocol"]""", ports["x-kubernetes-list-map-keys"]!.ToJsonString());
        Assert.Equal("port", (string)ports["x-kubernetes-patch-merge-key"]!);
        Assert.Equal("merge", (string)ports["x-kubernetes-patch-strategy"]!);
    }

    [Theory]
    [InlineData("api/v1")]
    [InlineData("apis/apps/v1")]
    [InlineData("apis/apiextensions.k8s.io/v1")]
    [InlineData("apis/metallb.io/v1beta1")]
    public void Every_reference_leads_somewhere(string path)
    {
        var document = Read(path);
        var schemas = document["components"]!["schemas"]!.AsObject();

        Assert.All(References(document), reference =>
        {
            Assert.StartsWith("#/components/schemas/", reference);
            Assert.True(schemas.ContainsKey(reference["#/components/schemas/".Length..]), reference);
        });
    }

    [Fact]
    public void The_second_version_describes_all_kinds_in_one_document()
    {
        var document = JsonNode.Parse(Documents.V2Json.Span)!;
        var definitions = document["definitions"]!.AsObject();

        Assert.Equal("2.0", (string)document["swagger"]!);
        Assert.All(References(document), reference => Assert.True(definitions.ContainsKey(reference["#/definitions/".Length..]), reference));
        Assert.Contains("io.metallb.v1beta1.IPAddressPool", definitions.Select(definition => definition.Key));
    }

    [Fact]
    public void An_unknown_path_has_no_document() => Assert.Null(Documents.V3Json("apis/unknown/v1"));

    // The documents stay in memory for as long as the server runs: a few MB at most.
    [Fact]
    public void Documents_are_small()
    {
        var size = Documents.V3Index["paths"]!.AsObject().Sum(path => Documents.V3Json(path.Key)!.Value.Length) + Documents.V2Json.Length;

        Assert.InRange(size, 1, 2_000_000);
    }

    private static OpenApiKind Pool(string kind) => new(
        "metallb.io", "v1beta1", kind, "ipaddresspools", true,
        (JsonObject)CrdFiles.Version(kind, "v1beta1")["schema"]!["openAPIV3Schema"]!)
    { HasStatus = true };

    private static JsonNode Read(string path) => JsonNode.Parse(Documents.V3Json(path)!.Value.Span)!;

    private static string Url(OpenApiDocuments documents, string path) =>
        (string)documents.V3Index["paths"]![path]!["serverRelativeURL"]!;

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member =>
            member is { Key: "$ref", Value: JsonValue reference } ? [(string)reference!] : References(member.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
