using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer;
using MetalOrleans.Tests.Manifests.Charts;

namespace MetalOrleans.Tests.Manifests;

/// <summary>Every object of every rendering is taken by an API server that knows all fields and refuses others.</summary>
public sealed class AcceptanceByServerTests : IAsyncLifetime
{
    /// <summary>The Prometheus operator's kinds, which only a cluster with the operator knows.</summary>
    private const string Operator = "monitoring.coreos.com/v1";

    private EmbeddedApiServer _server = null!;
    private HttpClient _client = null!;

    public static TheoryData<string, string> Overlays => ManifestTree.Overlays;

    public static TheoryData<string> Charts => ChartCase.Names;

    public async Task InitializeAsync()
    {
        _server = await EmbeddedApiServer.StartAsync(new ApiServerOptions { Listen = [] }, default);
        _client = _server.CreateClient();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public Task A_plain_rendering_is_accepted(string overlay, string file)
    {
        Assert.NotEmpty(overlay);
        return AssertAcceptedAsync(ManifestTree.Rendered(file));
    }

    [Theory]
    [MemberData(nameof(Charts))]
    public async Task A_rendering_of_the_chart_is_accepted(string name)
    {
        var chart = ChartCase.Read(name);
        await ApplyAsync(new ManifestObject(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = chart.Namespace },
        }));
        await AssertAcceptedAsync(chart.Golden);
    }

    [Fact]
    public async Task A_field_that_does_not_exist_is_refused()
    {
        var silo = ManifestTree.Default.The("Deployment", "controller");
        silo.PodSpec["containers"]![0]!["arguments"] = new JsonArray();
        await ApplyAsync(ManifestTree.Default.The("Namespace", "metallb-system"));

        var (status, answer) = await ApplyAsync(silo);

        Assert.NotEqual(HttpStatusCode.Created, status);
        Assert.Contains("arguments", answer, StringComparison.Ordinal);
    }

    private async Task AssertAcceptedAsync(IReadOnlyList<ManifestObject> objects)
    {
        Assert.NotEmpty(objects);
        // As kubectl and Helm do: what others lie in comes first.
        foreach (var one in objects.OrderBy(one => one.Kind is not ("Namespace" or "CustomResourceDefinition")))
        {
            if (one.ApiVersion == Operator)
            {
                continue;
            }

            var (status, answer) = await ApplyAsync(one);
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Created, $"{one}: {answer}");
        }
    }

    private async Task<(HttpStatusCode Status, string Answer)> ApplyAsync(ManifestObject one)
    {
        var path = $"{await CollectionAsync(one)}/{one.Name}?fieldManager=test&force=true&fieldValidation=Strict";
        using var request = new HttpRequestMessage(HttpMethod.Patch, path)
        {
            Content = new StringContent(one.Body.ToJsonString(), Encoding.UTF8, "application/apply-patch+yaml"),
        };
        using var response = await _client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<string> CollectionAsync(ManifestObject one)
    {
        var root = one.ApiVersion.Contains('/', StringComparison.Ordinal) ? $"/apis/{one.ApiVersion}" : $"/api/{one.ApiVersion}";
        var discovered = JsonNode.Parse(await _client.GetStringAsync(root))!["resources"]!.AsArray();
        var resource = discovered.First(found => (string)found!["kind"]! == one.Kind && !((string)found["name"]!).Contains('/', StringComparison.Ordinal))!;
        return (bool)resource["namespaced"]!
            ? $"{root}/namespaces/{one.Namespace}/{resource["name"]}"
            : $"{root}/{resource["name"]}";
    }
}
