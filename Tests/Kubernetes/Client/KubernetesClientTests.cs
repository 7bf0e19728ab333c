using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Kubernetes.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Kubernetes.Client;

public sealed class KubernetesClientTests
{
    private static readonly ObjectKey Web = new("prod", "web");

    [Fact]
    public async Task Verbs_send_method_path_type_and_body()
    {
        await using var server = await ScriptedApiServer.StartAsync();
        var client = server.CreateClient();
        var service = KubernetesJson.FromUtf8<Service>(Encoding.UTF8.GetBytes(Json.Service("web", "7", more: ",\"spec\":{\"future\":1}")));
        var document = Encoding.UTF8.GetBytes("""{"a":1}""");

        await ExpectAsync(server, client.GetAsync<Service>(Web, default), "GET /api/v1/namespaces/prod/services/web", "", "");
        await ExpectAsync(server, client.CreateAsync(service, default), "POST /api/v1/namespaces/prod/services", "application/json", "\"future\":1");
        await ExpectAsync(server, client.UpdateAsync(service, default), "PUT /api/v1/namespaces/prod/services/web", "application/json", "\"resourceVersion\":\"7\"");
        await ExpectAsync(server, client.UpdateStatusAsync(service, default), "PUT /api/v1/namespaces/prod/services/web/status", "application/json", "\"kind\":\"Service\"");
        await ExpectAsync(server, client.PatchAsync<Service>(Web, Patch.Json(document), default), "PATCH /api/v1/namespaces/prod/services/web", "application/json-patch+json", """{"a":1}""");
        await ExpectAsync(server, client.PatchAsync<Service>(Web, Patch.Merge(document) with { Subresource = "status" }, default), "PATCH /api/v1/namespaces/prod/services/web/status", "application/merge-patch+json", """{"a":1}""");
        await ExpectAsync(server, client.PatchAsync<Service>(Web, Patch.Strategic(document), default), "PATCH /api/v1/namespaces/prod/services/web", "application/strategic-merge-patch+json", """{"a":1}""");
        await ExpectAsync(server, client.PatchAsync<Service>(Web, Patch.Apply(service, "metalorleans", force: true), default), "PATCH /api/v1/namespaces/prod/services/web?fieldManager=metalorleans&force=true", "application/apply-patch+yaml", "\"apiVersion\":\"v1\"");
        await ExpectAsync(server, client.DeleteAsync<Service>(Web, new DeletePreconditions("u", "7"), default), "DELETE /api/v1/namespaces/prod/services/web", "application/json", """preconditions":{"uid":"u","resourceVersion":"7"}""");
    }

    [Fact]
    public async Task Uses_a_path_before_the_API_when_the_server_has_one()
    {
        await using var server = await ScriptedApiServer.StartAsync();
        var client = server.CreateClient(options => options with { Server = new Uri(options.Server, "/k8s/clusters/c1/") });

        await ExpectAsync(server, client.GetAsync<Service>(Web, default), "GET /k8s/clusters/c1/api/v1/namespaces/prod/services/web", "", "");
    }

    [Fact]
    public async Task A_refusal_carries_the_Status_and_its_meaning()
    {
        await using var server = await ScriptedApiServer.StartAsync();
        var get = server.CreateClient().GetAsync<Service>(Web, default);
        await (await server.NextAsync()).RespondStatusAsync(
            422, "Invalid", "spec is wrong", """{"name":"web","kind":"services","causes":[{"reason":"FieldValueInvalid","field":"spec.x","message":"bad"}]}""");

        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => get);

        Assert.Equal("GET /api/v1/namespaces/prod/services/web was answered with 422 Invalid: spec is wrong", refusal.Message);
        Assert.Equal("spec.x", Assert.Single(refusal.Status.Details!.Causes!).Field);
        Assert.False(refusal.IsTransient);
    }

    [Theory]
    [InlineData(404, "NotFound", "not-found")]
    [InlineData(409, "Conflict", "conflict")]
    [InlineData(409, "AlreadyExists", "exists")]
    [InlineData(410, "Expired", "expired")]
    [InlineData(429, "TooManyRequests", "transient")]
    [InlineData(503, "ServiceUnavailable", "transient")]
    [InlineData(403, "Forbidden", "")]
    public async Task Tells_the_kinds_of_refusal_apart(int code, string reason, string expected)
    {
        await using var server = await ScriptedApiServer.StartAsync();
        var get = server.CreateClient().GetAsync<Service>(Web, default);
        await (await server.NextAsync()).RespondStatusAsync(code, reason);

        var e = await Assert.ThrowsAsync<KubernetesApiException>(() => get);

        string?[] kinds =
        [
            e.IsNotFound ? "not-found" : null, e.IsConflict ? "conflict" : null, e.IsAlreadyExists ? "exists" : null,
            e.IsExpired ? "expired" : null, e.IsTransient ? "transient" : null,
        ];
        Assert.Equal(expected, string.Concat(kinds));
    }

    [Fact]
    public async Task A_refusal_without_a_Status_still_says_what_was_asked()
    {
        await using var server = await ScriptedApiServer.StartAsync();
        var get = server.CreateClient().GetAsync<Service>(Web, default);
        await (await server.NextAsync()).RespondAsync("<html>no</html>", 502, ("Retry-After", "4"));

        var refusal = await Assert.ThrowsAsync<KubernetesApiException>(() => get);

        Assert.Equal(HttpStatusCode.BadGateway, refusal.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(4), refusal.RetryAfter);
        Assert.Contains("GET /api/v1/namespaces/prod/services/web was answered with 502", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_is_an_error_that_names_the_request()
    {
        await using var server = await ScriptedApiServer.StartAsync();
        var get = server.CreateClient().GetAsync<Service>(Web, default);
        await (await server.NextAsync()).RespondAsync("<html>");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => get);

        Assert.StartsWith("GET /api/v1/namespaces/prod/services/web was answered with something", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_without_an_answer_ends_with_a_timeout()
    {
        var clock = new ManualTimeProvider();
        await using var server = await ScriptedApiServer.StartAsync();
        var get = server.CreateClient(options => options with { Time = clock }).GetAsync<Service>(Web, default);
        await server.NextAsync();

        clock.Advance(TimeSpan.FromSeconds(30));

        var timeout = await Assert.ThrowsAsync<TimeoutException>(() => get);
        Assert.Equal("GET /api/v1/namespaces/prod/services/web was not answered within 30 s.", timeout.Message);
    }

    [Fact]
    public async Task Finding_nothing_is_null_and_any_other_refusal_is_thrown()
    {
        await using var server = await ScriptedApiServer.StartAsync();
        var client = server.CreateClient();
        var find = client.FindAsync<Service>(Web, default);
        await (await server.NextAsync()).RespondStatusAsync(404, "NotFound");
        Assert.Null(await find);

        find = client.FindAsync<Service>(Web, default);
        await (await server.NextAsync()).RespondStatusAsync(403, "Forbidden");
        await Assert.ThrowsAsync<KubernetesApiException>(() => find);
    }

    [Fact]
    public async Task A_rotated_token_is_read_again_after_a_minute_and_at_once_after_401()
    {
        var clock = new ManualTimeProvider();
        var file = Path.GetTempFileName();
        await using var server = await ScriptedApiServer.StartAsync();
        var client = server.CreateClient(options => options with { Token = new FileTokenSource(file, clock) });

        await File.WriteAllTextAsync(file, "one\n");
        Assert.Equal("Bearer one", await TokenOfAsync(server, client));
        await File.WriteAllTextAsync(file, "two\n");
        Assert.Equal("Bearer one", await TokenOfAsync(server, client));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Bearer two", await TokenOfAsync(server, client));

        await File.WriteAllTextAsync(file, "three\n");
        var get = client.GetAsync<Service>(Web, default);
        await (await server.NextAsync()).RespondStatusAsync(401, "Unauthorized");
        var again = await server.NextAsync();
        Assert.Equal("Bearer three", again.Header("Authorization"));
        await again.RespondStatusAsync(401, "Unauthorized");
        await Assert.ThrowsAsync<KubernetesApiException>(() => get);
        Assert.False(server.HasRequest);

        File.Delete(file);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("Bearer three", await TokenOfAsync(server, client));
    }

    private static async Task<string> TokenOfAsync(ScriptedApiServer server, KubernetesClient client)
    {
        var get = client.GetAsync<Service>(Web, default);
        var request = await server.NextAsync();
        await request.RespondAsync(Json.Service("web", "1"));
        await get;
        return request.Header("Authorization");
    }

    private static async Task ExpectAsync(ScriptedApiServer server, Task call, string request, string contentType, string inBody)
    {
        var received = await server.NextAsync();
        Assert.Equal(request, received.ToString());
        Assert.Equal(contentType, received.Header("Content-Type"));
        Assert.Contains(inBody, received.Body, StringComparison.Ordinal);
        if (received.Body.Length > 0)
        {
            Assert.NotNull(JsonNode.Parse(received.Body));
        }

        await received.RespondAsync(Json.Service("web", "8"));
        await call;
    }
}
