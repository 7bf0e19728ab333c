using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.ApiServer;

namespace MetalOrleans.Tests.ApiServer;

/// <summary>A server on a free loopback port and a plain HTTP client for it.</summary>
internal sealed class ApiClient : IAsyncDisposable
{
    public const string Services = "/api/v1/namespaces/default/services";
    public const string Pools = "/apis/metallb.io/v1beta1/namespaces/metallb-system/ipaddresspools";

    private readonly HttpClient _http;

    private ApiClient(EmbeddedApiServer server)
    {
        Server = server;
        _http = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
    }

    public EmbeddedApiServer Server { get; }

    public static async Task<ApiClient> StartAsync(ApiServerOptions? options = null) =>
        new(await EmbeddedApiServer.StartAsync(options ?? new ApiServerOptions(), CancellationToken.None));

    public static JsonObject Service(string name, JsonObject? spec = null) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = spec ?? new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) },
    };

    public static JsonObject Pool(string name, params string[] addresses) => new()
    {
        ["apiVersion"] = "metallb.io/v1beta1",
        ["kind"] = "IPAddressPool",
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject { ["addresses"] = new JsonArray([.. addresses.Select(address => (JsonNode)address)]) },
    };

    public static JsonObject ConfigMap(string name, string value, string? label = null)
    {
        var made = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["data"] = new JsonObject { ["value"] = value },
        };
        if (label is not null)
        {
            made["metadata"]!["labels"] = new JsonObject { ["show"] = label };
        }

        return made;
    }

    public Task<ApiReply> GetAsync(string path, string accept = "application/json") => SendAsync(HttpMethod.Get, path, null, accept: accept);

    public Task<ApiReply> PostAsync(string path, JsonNode body) => SendAsync(HttpMethod.Post, path, body);

    public Task<ApiReply> PutAsync(string path, JsonNode body) => SendAsync(HttpMethod.Put, path, body);

    public Task<ApiReply> DeleteAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Delete, path, body);

    public Task<ApiReply> PatchAsync(string path, string kind, JsonNode body) =>
        SendAsync(HttpMethod.Patch, path, body, $"application/{kind}");

    public async Task<ApiReply> SendAsync(
        HttpMethod method, string path, JsonNode? body, string type = "application/json", string accept = "application/json")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body is JsonValue text ? text.GetValue<string>() : body.ToJsonString()));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        }

        using var response = await _http.SendAsync(request);
        var read = await response.Content.ReadAsStringAsync();
        var warnings = response.Headers.TryGetValues("Warning", out var values) ? string.Join('\n', values) : "";
        return new ApiReply((int)response.StatusCode, read, warnings);
    }

    public Task<WatchReader> WatchAsync(string path, string accept = "application/json") => WatchReader.OpenAsync(_http, path, accept);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
