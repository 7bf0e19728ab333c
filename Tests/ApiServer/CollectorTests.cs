using System.Text.Json.Nodes;

namespace MetalOrleans.Tests.ApiServer;

public sealed class CollectorTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Theory]
    [InlineData("Background", "DELETED owned")]
    [InlineData("Orphan", "MODIFIED owned")]
    public async Task Dependents_follow_their_owner_unless_they_are_orphaned(string policy, string change)
    {
        await using var api = await ApiClient.StartAsync();
        var owner = (await api.PostAsync(Maps, ApiClient.ConfigMap("owner", "1"))).Expect(201);
        var dependent = ApiClient.ConfigMap("owned", "1", "yes");
        dependent["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["name"] = "owner",
            ["uid"] = (string)owner["metadata"]!["uid"]!,
        });
        (await api.PostAsync(Maps, dependent)).Expect(201);
        using var watch = await api.WatchAsync($"{Maps}?watch=true&labelSelector=show");
        Assert.Equal("ADDED owned", await watch.NextNameAsync());

        (await api.DeleteAsync($"{Maps}/owner?propagationPolicy={policy}")).Expect(200);

        Assert.Equal(change, await watch.NextNameAsync());
    }

    [Fact]
    public async Task A_namespace_goes_with_all_that_is_in_it()
    {
        await using var api = await ApiClient.StartAsync();
        (await api.PostAsync("/api/v1/namespaces", JsonNode.Parse("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"gone"}}""")!)).Expect(201);
        (await api.PostAsync("/api/v1/namespaces/gone/configmaps", ApiClient.ConfigMap("a", "1"))).Expect(201);
        using var watch = await api.WatchAsync("/api/v1/namespaces?watch=true&fieldSelector=metadata.name%3Dgone");
        Assert.Equal("ADDED gone", await watch.NextNameAsync());

        var going = (await api.DeleteAsync("/api/v1/namespaces/gone")).Expect(200);

        Assert.Equal("Terminating", (string)going["status"]!["phase"]!);
        Assert.Equal("MODIFIED gone", await watch.NextNameAsync());
        Assert.Equal("DELETED gone", await watch.NextNameAsync());
        Assert.Equal(404, (await api.GetAsync("/api/v1/namespaces/gone/configmaps/a")).Code);
    }

    [Fact]
    public async Task An_object_with_finalizers_waits_for_them()
    {
        await using var api = await ApiClient.StartAsync();
        var held = ApiClient.ConfigMap("held", "1");
        held["metadata"]!["finalizers"] = new JsonArray("example.com/hold");
        (await api.PostAsync(Maps, held)).Expect(201);

        var marked = (await api.DeleteAsync($"{Maps}/held")).Expect(200);
        var present = await api.GetAsync($"{Maps}/held");
        (await api.PatchAsync($"{Maps}/held", "merge-patch+json", JsonNode.Parse("""{"metadata":{"finalizers":null}}""")!)).Expect(200);

        Assert.NotNull(marked["metadata"]!["deletionTimestamp"]);
        present.Expect(200);
        Assert.Equal(404, (await api.GetAsync($"{Maps}/held")).Code);
    }

    [Fact]
    public async Task Preconditions_guard_a_delete_and_a_selector_bounds_a_collection()
    {
        await using var api = await ApiClient.StartAsync();
        (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1", "yes"))).Expect(201);
        (await api.PostAsync(Maps, ApiClient.ConfigMap("b", "1"))).Expect(201);

        var refused = await api.DeleteAsync($"{Maps}/a", JsonNode.Parse("""{"kind":"DeleteOptions","apiVersion":"v1","preconditions":{"uid":"another"}}"""));
        (await api.DeleteAsync($"{Maps}?labelSelector=show")).Expect(200);

        Assert.Equal(409, refused.Code);
        Assert.Equal(404, (await api.GetAsync($"{Maps}/a")).Code);
        (await api.GetAsync($"{Maps}/b")).Expect(200);
    }
}
