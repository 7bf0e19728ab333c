using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;

namespace MetalOrleans.Tests.ApiServer;

public sealed class FaultTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData(409, "Conflict")]
    [InlineData(410, "Expired")]
    [InlineData(429, "TooManyRequests")]
    [InlineData(500, "InternalError")]
    public async Task Answers_as_often_as_asked_with_the_status_asked_for(int status, string reason)
    {
        var faults = new FaultPlan();
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { Faults = faults });
        faults.Add(new Fault { Verb = "create", Resource = "configmaps", Status = status, Count = 2 });

        var first = await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"));
        (await api.GetAsync(Maps)).Expect(200);
        var second = await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"));
        var third = await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"));

        Assert.Equal((status, reason), (first.Code, (string)first.Json["reason"]!));
        Assert.Equal(status, second.Code);
        third.Expect(201);
        Assert.Equal(2, faults.Fired);
    }

    [Theory]
    [InlineData(false, 404)]
    [InlineData(true, 200)]
    public async Task Drops_the_connection_before_or_after_the_work(bool afterWork, int code)
    {
        var faults = new FaultPlan();
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { Faults = faults });
        faults.Add(new Fault { Verb = "create", DropConnection = !afterWork, DropAfterWork = afterWork });

        await Assert.ThrowsAsync<HttpRequestException>(() => api.PostAsync(Maps, ApiClient.ConfigMap("a", "1")));

        Assert.Equal(code, (await api.GetAsync($"{Maps}/a")).Code);
    }

    [Fact]
    public async Task Spoils_watches_midway()
    {
        var faults = new FaultPlan();
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { Faults = faults });
        (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"))).Expect(201);
        (await api.PostAsync(Maps, ApiClient.ConfigMap("b", "1"))).Expect(201);
        faults.Add(new Fault { Verb = "watch", ExpireAfterEvents = 1 });
        faults.Add(new Fault { Verb = "watch", DropAfterEvents = 1 });

        using var expired = await api.WatchAsync($"{Maps}?watch=true");
        Assert.Equal("ADDED a", await expired.NextNameAsync());
        Assert.Equal("ERROR Expired", await expired.NextNameAsync());
        using var dropped = await api.WatchAsync($"{Maps}?watch=true");
        Assert.Equal("ADDED a", await dropped.NextNameAsync());
        await Assert.ThrowsAnyAsync<IOException>(dropped.NextAsync);
    }

    [Fact]
    public async Task Replays_old_changes_as_a_stale_cache_does()
    {
        var faults = new FaultPlan();
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { Faults = faults });
        (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"))).Expect(201);
        (await api.DeleteAsync($"{Maps}/a")).Expect(200);
        var now = api.Server.ResourceVersion;
        faults.Add(new Fault { Verb = "watch", ReplayHistory = true });

        using var watch = await api.WatchAsync($"{Maps}?watch=true&resourceVersion={now}");

        Assert.Equal("ADDED a", await watch.NextNameAsync());
        Assert.Equal("DELETED a", await watch.NextNameAsync());
    }
}
