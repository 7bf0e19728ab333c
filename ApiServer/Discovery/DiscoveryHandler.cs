using System.Reflection;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.OpenApi;
using MetalOrleans.ApiServer.Requests;
using MetalOrleans.ApiServer.Resources;
using Microsoft.AspNetCore.Http;

namespace MetalOrleans.ApiServer.Discovery;

/// <summary>Answers the paths that describe the server: discovery, OpenAPI, version and health.</summary>
internal sealed class DiscoveryHandler(ResourceCatalog catalog)
{
    // The version whose API this server follows; kubectl compares it with its own.
    private const string KubernetesVersion = "v1.32.4";

    /// <summary>False when the path describes nothing; then nothing has been answered.</summary>
    public async Task<bool> TryHandleAsync(HttpContext http, string path)
    {
        switch (path)
        {
            case "/healthz" or "/livez" or "/readyz":
                await Answers.TextAsync(http, 200, "ok");
                return true;
            case "/version" or "/version/":
                await Answers.JsonAsync(http, 200, Version());
                return true;
            case "/openapi/v2" when http.Request.Headers.Accept.ToString().StartsWith(OpenApiDocuments.V2ProtobufAsked, StringComparison.Ordinal):
                await Answers.JsonAsync(http, 200, OpenApiDocuments.V2Protobuf, OpenApiDocuments.V2ProtobufType);
                return true;
            case "/openapi/v2":
                await Answers.JsonAsync(http, 200, catalog.Documents.V2Json);
                return true;
            case "/openapi/v3" or "/openapi/v3/":
                await Answers.JsonAsync(http, 200, catalog.Documents.V3Index);
                return true;
            case "/api" or "/apis":
                await Answers.JsonAsync(http, 200, Root(http, path == "/api"), Aggregated(http) ? AggregatedDiscovery.MediaType : "application/json");
                return true;
            case "/":
                await Answers.JsonAsync(http, 200, new JsonObject { ["paths"] = new JsonArray([.. Paths()]) });
                return true;
            default:
                return await TryFoundAsync(http, path);
        }
    }

    private static bool Aggregated(HttpContext http) => AggregatedDiscovery.IsAsked(http.Request.Headers.Accept.ToString());

    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "32",
        ["gitVersion"] = $"{KubernetesVersion}+metalorleans.{typeof(DiscoveryHandler).Assembly.GetName().Version?.ToString(3)}",
        ["gitCommit"] = typeof(DiscoveryHandler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "dotnet",
        ["platform"] = $"linux/{(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64")}",
    };

    private JsonObject Root(HttpContext http, bool isCore)
    {
        if (Aggregated(http))
        {
            return AggregatedDiscovery.List(catalog.Table, isCore);
        }

        return isCore ? DiscoveryDocuments.CoreVersions(http.Request.Host.Value ?? "") : DiscoveryDocuments.Groups(catalog.Table);
    }

    private IEnumerable<JsonNode> Paths()
    {
        string[] first = ["/api", "/api/v1", "/apis"];
        var groups = catalog.Table.Groups.SelectMany(group => catalog.Table.VersionsOf(group).Select(version => $"/apis/{group}/{version}").Prepend($"/apis/{group}"));
        string[] last = ["/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"];
        return first.Concat(groups).Concat(last).Select(path => (JsonNode)path);
    }

    private async Task<bool> TryFoundAsync(HttpContext http, string path)
    {
        const string OpenApi = "/openapi/v3/";
        if (path.StartsWith(OpenApi, StringComparison.Ordinal))
        {
            await (catalog.Documents.V3Json(path[OpenApi.Length..]) is { } document
                ? Answers.JsonAsync(http, 200, document)
                : Answers.NoSuchPathAsync(http));
            return true;
        }

        var described = path.Trim('/').Split('/') switch
        {
            ["api", var version] => DiscoveryDocuments.Resources(catalog.Table, "", version),
            ["apis", var group] => DiscoveryDocuments.Group(catalog.Table, group),
            ["apis", var group, var version] => DiscoveryDocuments.Resources(catalog.Table, group, version),
            _ => null,
        };
        if (described is null)
        {
            return false;
        }

        await Answers.JsonAsync(http, 200, described);
        return true;
    }
}
