using System.Text.Json.Nodes;
using MetalOrleans.ApiServer;
using MetalOrleans.ApiServer.Faults;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.ApiServer;

public sealed class WatchTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Shows_what_is_there_and_then_what_changes()
    {
        await using var api = await ApiClient.StartAsync();
        (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"))).Expect(201);

        using var watch = await api.WatchAsync($"{Maps}?watch=true");
        Assert.Equal("ADDED a", await watch.NextNameAsync());
        (await api.PostAsync(Maps, ApiClient.ConfigMap("b", "1"))).Expect(201);
        (await api.PatchAsync($"{Maps}/a", "merge-patch+json", JsonNode.Parse("""{"data":{"value":"2"}}""")!)).Expect(200);
        (await api.DeleteAsync($"{Maps}/b")).Expect(200);

        Assert.Equal("ADDED b", await watch.NextNameAsync());
        Assert.Equal("MODIFIED a", await watch.NextNameAsync());
        Assert.Equal("DELETED b", await watch.NextNameAsync());
    }

    [Fact]
    public async Task Resumes_after_a_resource_version_without_loss()
    {
        await using var api = await ApiClient.StartAsync();
        var from = (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"))).Version;
        (await api.PostAsync(Maps, ApiClient.ConfigMap("b", "1"))).Expect(201);
        (await api.DeleteAsync($"{Maps}/b")).Expect(200);

        using var watch = await api.WatchAsync($"{Maps}?watch=true&resourceVersion={from}");

        Assert.Equal("ADDED b", await watch.NextNameAsync());
        Assert.Equal("DELETED b", await watch.NextNameAsync());
    }

    [Fact]
    public async Task Adds_and_deletes_as_an_object_enters_and_leaves_a_selector()
    {
        await using var api = await ApiClient.StartAsync();
        using var watch = await api.WatchAsync($"{Maps}?watch=true&labelSelector=show%3Dyes");

        (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1", "no"))).Expect(201);
        (await api.PatchAsync($"{Maps}/a", "merge-patch+json", JsonNode.Parse("""{"metadata":{"labels":{"show":"yes"}}}""")!)).Expect(200);
        (await api.PatchAsync($"{Maps}/a", "merge-patch+json", JsonNode.Parse("""{"data":{"value":"2"}}""")!)).Expect(200);
        (await api.PatchAsync($"{Maps}/a", "merge-patch+json", JsonNode.Parse("""{"metadata":{"labels":{"show":"no"}}}""")!)).Expect(200);
        (await api.PostAsync(Maps, ApiClient.ConfigMap("z", "1", "yes"))).Expect(201);

        Assert.Equal("ADDED a", await watch.NextNameAsync());
        Assert.Equal("MODIFIED a", await watch.NextNameAsync());
        Assert.Equal("DELETED a", await watch.NextNameAsync());
        Assert.Equal("ADDED z", await watch.NextNameAsync());
    }

    [Fact]
    public async Task Ends_with_an_expired_error_when_the_history_has_gone()
    {
        await using var api = await ApiClient.StartAsync();
        var from = (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"))).Version;
        (await api.PostAsync(Maps, ApiClient.ConfigMap("b", "1"))).Expect(201);
        api.Server.ForgetHistory();

        using var watch = await api.WatchAsync($"{Maps}?watch=true&resourceVersion={from}");
        var error = await watch.NextAsync();

        Assert.Equal("ERROR", (string)error!["type"]!);
        Assert.Equal(410, (int)error["object"]!["code"]!);
        Assert.Equal("Expired", (string)error["object"]!["reason"]!);
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task Forgets_changes_beyond_the_window_of_the_history()
    {
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { WatchHistory = 2 });
        var first = (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"))).Version;
        foreach (var name in new[] { "b", "c", "d" })
        {
            (await api.PostAsync(Maps, ApiClient.ConfigMap(name, "1"))).Expect(201);
        }

        using var watch = await api.WatchAsync($"{Maps}?watch=true&resourceVersion={first}");

        Assert.Equal("ERROR Expired", await watch.NextNameAsync());
    }

    [Fact]
    public async Task Sends_bookmarks_when_asked_and_marks_the_end_of_the_initial_state()
    {
        var time = new ManualTimeProvider();
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { TimeProvider = time, BookmarkInterval = TimeSpan.FromSeconds(10) });
        (await api.PostAsync(Maps, ApiClient.ConfigMap("a", "1"))).Expect(201);

        using var watch = await api.WatchAsync($"{Maps}?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
        Assert.Equal("ADDED a", await watch.NextNameAsync());
        var state = await watch.NextAsync();
        await time.WaitForTimersAsync(2);
        time.Advance(TimeSpan.FromSeconds(10));
        var later = await watch.NextAsync();

        Assert.Equal("BOOKMARK", (string)state!["type"]!);
        Assert.Equal("true", (string)state["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]!);
        Assert.Equal("BOOKMARK", (string)later!["type"]!);
        Assert.Equal($"{api.Server.ResourceVersion}", (string)later["object"]!["metadata"]!["resourceVersion"]!);
    }

    [Fact]
    public async Task Ends_after_the_timeout_that_was_asked_for()
    {
        var time = new ManualTimeProvider();
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { TimeProvider = time });
        using var watch = await api.WatchAsync($"{Maps}?watch=true&timeoutSeconds=7");

        await time.WaitForTimersAsync(1);
        time.Advance(TimeSpan.FromSeconds(8));

        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task Ends_the_watch_of_a_reader_that_does_not_keep_up_and_never_the_writer()
    {
        var release = new TaskCompletionSource();
        var faults = new FaultPlan();
        faults.Add(new Fault { Verb = "watch", HoldEventsUntil = release.Task });
        await using var api = await ApiClient.StartAsync(new ApiServerOptions { WatchBuffer = 3, Faults = faults });
        using var watch = await api.WatchAsync($"{Maps}?watch=true");

        foreach (var name in new[] { "a", "b", "c", "d", "e" })
        {
            (await api.PostAsync(Maps, ApiClient.ConfigMap(name, "1"))).Expect(201);
        }

        release.SetResult();

        Assert.Equal("ADDED a", await watch.NextNameAsync());
        Assert.Equal("ADDED b", await watch.NextNameAsync());
        Assert.Equal("ADDED c", await watch.NextNameAsync());
        Assert.Null(await watch.NextAsync());
    }

    [Fact]
    public async Task Shows_tables_when_asked()
    {
        await using var api = await ApiClient.StartAsync();
        using var watch = await api.WatchAsync($"{ApiClient.Services}?watch=true", "application/json;as=Table;v=v1;g=meta.k8s.io");

        var first = await watch.NextAsync();

        Assert.Equal("Table", (string)first!["object"]!["kind"]!);
        Assert.Equal("kubernetes", (string)first["object"]!["rows"]![0]!["cells"]![0]!);
    }
}
