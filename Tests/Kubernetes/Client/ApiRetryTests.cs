using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Kubernetes.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Kubernetes.Client;

public sealed class ApiRetryTests
{
    private static readonly ObjectKey Web = new("prod", "web");

    [Fact]
    public async Task Waits_as_the_server_asks_then_as_the_back_off_says_and_succeeds()
    {
        var clock = new ManualTimeProvider();
        await using var server = await ScriptedApiServer.StartAsync();
        var call = Retry(server.CreateClient(), clock, attemptsMax: 3);

        await (await server.NextAsync()).RespondAsync("", 429, ("Retry-After", "5"));
        await clock.WaitForTimerDueInAsync(TimeSpan.FromSeconds(5));
        clock.Advance(TimeSpan.FromSeconds(5));
        (await server.NextAsync()).Abort();
        await clock.WaitForTimerDueInAsync(TimeSpan.FromSeconds(0.5));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        await (await server.NextAsync()).RespondAsync(Json.Service("web", "7"));

        Assert.Equal("7", (await call).Metadata.ResourceVersion);
    }

    [Fact]
    public async Task Gives_up_after_the_last_attempt()
    {
        var clock = new ManualTimeProvider();
        await using var server = await ScriptedApiServer.StartAsync();
        var call = Retry(server.CreateClient(), clock, attemptsMax: 1);

        await (await server.NextAsync()).RespondStatusAsync(503, "ServiceUnavailable");

        await Assert.ThrowsAsync<KubernetesApiException>(() => call);
    }

    [Fact]
    public async Task Does_not_repeat_a_conflict()
    {
        await using var server = await ScriptedApiServer.StartAsync();
        var call = Retry(server.CreateClient(), new ManualTimeProvider(), attemptsMax: 3);

        await (await server.NextAsync()).RespondStatusAsync(409, "Conflict");

        Assert.True((await Assert.ThrowsAsync<KubernetesApiException>(() => call)).IsConflict);
    }

    private static Task<Service> Retry(KubernetesClient client, TimeProvider clock, int attemptsMax) => ApiRetry.RunAsync(
        token => client.GetAsync<Service>(Web, token),
        attemptsMax,
        new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), new LeastRandom()),
        clock,
        CancellationToken.None);
}
