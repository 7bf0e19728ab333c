using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Tests.Kubernetes.Support;
using MetalOrleans.Tests.Support;

namespace MetalOrleans.Tests.Kubernetes.Watching;

public sealed class ListWatchTests
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(125);

    [Fact]
    public async Task Lists_page_by_page_hands_over_one_sorted_list_and_watches_from_its_version()
    {
        await using var fixture = await ListWatchFixture.StartAsync(
            new ListWatchOptions { Namespace = "prod", LabelSelector = "a in (b,c)", FieldSelector = "metadata.name!=x", PageLimit = 2 });

        var first = await fixture.NextListAsync();
        Assert.Equal(
            "GET /api/v1/namespaces/prod/services?labelSelector=a in (b,c)&fieldSelector=metadata.name!=x&limit=2", first.ToString());
        await first.RespondAsync(Json.Page("7", "next-page", Json.Service("c", "3"), Json.Service("b", "5")));
        var second = await fixture.NextListAsync();
        Assert.Equal("next-page", second.Query("continue"));
        Assert.False(fixture.ListWatch.HasSynced);
        await second.RespondAsync(Json.Page("7", "", Json.Service("a", "6")));

        Assert.Equal("=a@6,b@5,c@3", await fixture.NextTextAsync());
        var watch = await fixture.NextWatchAsync();
        Assert.Equal(
            "GET /api/v1/namespaces/prod/services?watch=1&labelSelector=a in (b,c)&fieldSelector=metadata.name!=x&resourceVersion=7"
            + "&allowWatchBookmarks=true&timeoutSeconds=300",
            watch.ToString());
        Assert.True(fixture.ListWatch.HasSynced);
    }

    [Fact]
    public async Task Lists_again_without_pages_when_a_page_token_has_expired()
    {
        await using var fixture = await ListWatchFixture.StartAsync(new ListWatchOptions { PageLimit = 1 });
        await (await fixture.NextListAsync()).RespondAsync(Json.Page("7", "old", Json.Service("a", "1")));
        await (await fixture.NextListAsync()).RespondStatusAsync(410, "Expired");

        var again = await fixture.NextListAsync();
        Assert.Equal("GET /api/v1/services", again.ToString());
        await again.RespondAsync(Json.List("9", Json.Service("b", "8")));

        Assert.Equal("=b@8", await fixture.NextTextAsync());
    }

    [Fact]
    public async Task Tells_added_modified_and_deleted_in_order_and_drops_duplicates()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7", Json.Service("a", "1"));
        await using var _ = fixture;

        await watch.SendEventAsync("ADDED", Json.Service("a", "1"));
        await watch.SendEventAsync("ADDED", Json.Service("b", "8"));
        await watch.SendEventAsync("MODIFIED", Json.Service("b", "8"));
        await watch.SendEventAsync("MODIFIED", Json.Service("a", "9"));
        await watch.SendEventAsync("DELETED", Json.Service("a", "10"));
        await watch.SendEventAsync("DELETED", Json.Service("a", "10"));
        await watch.SendEventAsync("MODIFIED", Json.Service("b", "11"));

        Assert.Equal(["+b@8", "+a@9", "-a@10", "+b@11"], await TakeAsync(fixture, 4));
    }

    // Field lore: labels and annotations do not raise the generation (reference field.md, section on informers).
    [Fact]
    public async Task Tells_a_change_that_leaves_the_generation_as_it_was()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync(
            "7", """{"metadata":{"namespace":"prod","name":"a","uid":"u","resourceVersion":"1","generation":1}}""");
        await using var _ = fixture;

        await watch.SendEventAsync(
            "MODIFIED",
            """{"metadata":{"namespace":"prod","name":"a","uid":"u","resourceVersion":"8","generation":1,"annotations":{"metallb.io/address-pool":"p"}}}""");

        var applied = Assert.IsType<Applied<MetalOrleans.Kubernetes.Resources.Service>>(await fixture.NextAsync());
        Assert.Equal("p", applied.Object.Metadata.Annotations!["metallb.io/address-pool"]);
    }

    [Fact]
    public async Task Resumes_a_broken_watch_from_the_last_event()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;
        await watch.SendEventAsync("ADDED", Json.Service("a", "8"));
        Assert.Equal("+a@8", await fixture.NextTextAsync());

        watch.Abort();
        await fixture.PassWaitAsync(FirstWait);

        Assert.Equal("8", (await fixture.NextWatchAsync()).Query("resourceVersion"));
        Assert.Equal(0, fixture.ListWatch.RelistCount);
    }

    [Fact]
    public async Task Resumes_from_a_bookmark()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;
        await watch.SendEventAsync("BOOKMARK", Json.Bookmark("42"));
        fixture.Clock.Advance(TimeSpan.FromSeconds(2));

        watch.End();

        Assert.Equal("42", (await fixture.NextWatchAsync()).Query("resourceVersion"));
    }

    [Fact]
    public async Task Ignores_a_line_that_the_end_of_the_connection_cut_off()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;
        fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        await watch.SendAsync("""{"type":"ADDED","object":{"metadata":{"name":"a""");

        watch.End();

        var next = await fixture.NextWatchAsync();
        Assert.Equal("7", next.Query("resourceVersion"));
        await next.SendEventAsync("ADDED", Json.Service("a", "8"));
        Assert.Equal("+a@8", await fixture.NextTextAsync());
    }

    [Fact]
    public async Task Reads_lines_that_arrive_in_pieces_and_several_in_one_piece()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;
        var line = "{\"object\":" + Json.Service("a", "8", more: ",\"spec\":{\"x\":\"" + new string('y', 40_000) + "\"}") + ",\"type\":\"ADDED\"}\n";

        await watch.SendAsync(line[..10]);
        await watch.SendAsync(line[10..30_000]);
        await watch.SendAsync(line[30_000..] + "{\"type\":\"ADDED\",\"object\":" + Json.Service("b", "9") + "}\n\n");

        Assert.Equal(["+a@8", "+b@9"], await TakeAsync(fixture, 2));
    }

    [Fact]
    public async Task Lists_again_at_once_when_the_watch_is_refused_with_410()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7", Json.Service("a", "1"));
        await using var _ = fixture;
        fixture.Clock.Advance(TimeSpan.FromSeconds(2));
        watch.End();

        await (await fixture.Server.NextAsync()).RespondStatusAsync(410, "Expired");

        await (await fixture.NextListAsync()).RespondAsync(Json.List("20", Json.Service("b", "15")));
        Assert.Equal("=b@15", await fixture.NextTextAsync());
        Assert.Equal("20", (await fixture.NextWatchAsync()).Query("resourceVersion"));
        Assert.Equal(1, fixture.ListWatch.RelistCount);
    }

    [Fact]
    public async Task Lists_again_at_once_after_an_ERROR_event_with_410_and_waits_when_it_repeats()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;

        await watch.SendEventAsync("ERROR", Json.Status(410, "Expired"));
        await (await fixture.NextListAsync()).RespondAsync(Json.List("20"));
        await fixture.NextAsync();
        await (await fixture.NextWatchAsync()).SendEventAsync("ERROR", Json.Status(410, "Gone"));
        await fixture.PassWaitAsync(FirstWait * 2);

        await (await fixture.NextListAsync()).RespondAsync(Json.List("30"));
        Assert.Equal("=", await fixture.NextTextAsync());
    }

    [Fact]
    public async Task Obeys_the_retry_time_inside_an_ERROR_event_and_resumes()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;

        await watch.SendEventAsync("ERROR", Json.Status(429, "TooManyRequests", """{"retryAfterSeconds":3}"""));
        await fixture.PassWaitAsync(TimeSpan.FromSeconds(3));

        Assert.Equal("7", (await fixture.NextWatchAsync()).Query("resourceVersion"));
    }

    [Fact]
    public async Task Lists_again_when_the_server_never_had_the_version()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;

        await watch.SendEventAsync("ERROR", Json.Status(504, "Timeout", """{"causes":[{"reason":"ResourceVersionTooLarge"}]}"""));
        await fixture.PassWaitAsync(FirstWait);

        await fixture.NextListAsync();
    }

    [Fact]
    public async Task Waits_ever_longer_between_failures_obeys_Retry_After_and_begins_anew_after_a_success()
    {
        await using var fixture = await ListWatchFixture.StartAsync(new ListWatchOptions { BackoffMax = TimeSpan.FromMilliseconds(600) });

        await (await fixture.NextListAsync()).RespondStatusAsync(500, "InternalError");
        await fixture.PassWaitAsync(FirstWait);
        (await fixture.NextListAsync()).Abort();
        await fixture.PassWaitAsync(FirstWait * 2);
        await (await fixture.NextListAsync()).RespondAsync("busy", 429, ("Retry-After", "7"));
        await fixture.PassWaitAsync(TimeSpan.FromSeconds(7));
        await (await fixture.NextListAsync()).RespondAsync("<html>");
        await fixture.PassWaitAsync(TimeSpan.FromMilliseconds(300));
        await (await fixture.NextListAsync()).RespondAsync(Json.List("7"));
        await fixture.NextAsync();
        var watch = await fixture.NextWatchAsync();
        await watch.SendEventAsync("ADDED", Json.Service("a", "8"));
        await fixture.NextAsync();
        watch.Abort();

        await fixture.PassWaitAsync(FirstWait);
        await fixture.NextWatchAsync();
    }

    [Fact]
    public async Task Takes_a_silent_watch_for_dead_and_lists_again()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;
        fixture.Clock.Advance(TimeSpan.FromMinutes(4));
        await watch.SendEventAsync("ADDED", Json.Service("a", "8"));
        await fixture.NextAsync();
        await fixture.Clock.WaitForTimerDueInAsync(fixture.Options.IdleDeadline);
        Assert.Equal(TimeSpan.Zero, fixture.ListWatch.LastContactAge);

        fixture.Clock.Advance(TimeSpan.FromMinutes(5));

        await fixture.NextListAsync();
        Assert.Equal(TimeSpan.FromMinutes(5), fixture.ListWatch.LastContactAge);
    }

    [Fact]
    public async Task Does_not_take_the_time_of_a_slow_consumer_for_silence_and_reads_no_further_meanwhile()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var leave = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var calls = 0;
        fixture.Consumer = async _ =>
        {
            calls++;
            entered.TrySetResult();
            await leave.Task;
        };
        await watch.SendEventAsync("ADDED", Json.Service("a", "8"));
        await watch.SendEventAsync("ADDED", Json.Service("b", "9"));
        await entered.Task.WithinAsync("consuming", "a", "the handler to be called", () => "not called");

        fixture.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, calls);
        leave.SetResult();

        Assert.Equal(["+a@8", "+b@9"], await TakeAsync(fixture, 2));
        Assert.False(fixture.Server.HasRequest);
    }

    [Fact]
    public async Task Waits_when_the_server_ends_watches_as_fast_as_they_are_opened()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;

        watch.End();
        await fixture.PassWaitAsync(FirstWait);
        (await fixture.NextWatchAsync()).End();
        await fixture.PassWaitAsync(FirstWait * 2);

        Assert.Equal("7", (await fixture.NextWatchAsync()).Query("resourceVersion"));
    }

    [Fact]
    public async Task Resumes_after_one_malformed_line_and_lists_again_after_two()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;

        await watch.SendAsync("{\"type\":\"ADDED\",\"object\":{nonsense}}\n");
        await fixture.PassWaitAsync(FirstWait);
        var again = await fixture.NextWatchAsync();
        Assert.Equal("7", again.Query("resourceVersion"));
        await again.SendAsync("{\"type\":\"EXPLODED\",\"object\":{}}\n");
        await fixture.PassWaitAsync(FirstWait * 2);

        await fixture.NextListAsync();
    }

    // Invariant 6: one invalid object spoils only itself; invariant 2: what is known of it stays.
    [Fact]
    public async Task Leaves_an_object_that_cannot_be_read_as_it_was_and_goes_on()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7", Json.Service("a", "1"));
        await using var _ = fixture;
        var broken = Json.Service("a", "8", more: ",\"spec\":{\"ports\":\"none\"}");

        await watch.SendEventAsync("MODIFIED", broken);
        await watch.SendEventAsync("ADDED", Json.Service("b", "9"));
        Assert.Equal("+b@9", await fixture.NextTextAsync());
        await watch.SendEventAsync("ERROR", Json.Status(410, "Expired"));
        await (await fixture.NextListAsync()).RespondAsync(Json.List("20", broken, Json.Service("b", "9")));

        var synced = Assert.IsType<Synced<MetalOrleans.Kubernetes.Resources.Service>>(await fixture.NextAsync());
        Assert.Equal("b", Assert.Single(synced.Items).Metadata.Name);
        var unreadable = Assert.Single(synced.Unreadable);
        Assert.Equal("prod/a", unreadable.Key.ToString());
        Assert.Contains("$.spec.ports", unreadable.Fault, StringComparison.Ordinal);
        await (await fixture.NextWatchAsync()).SendEventAsync("DELETED", Json.Service("a", "21"));
        Assert.Equal("-a@21", await fixture.NextTextAsync());
    }

    [Fact]
    public async Task Gives_a_consumer_that_failed_the_whole_list_again()
    {
        var (fixture, watch) = await ListWatchFixture.StartWatchingAsync("7");
        await using var _ = fixture;
        fixture.Consumer = _ => throw new InvalidOperationException("cannot");
        await watch.SendEventAsync("ADDED", Json.Service("a", "8"));
        await fixture.Clock.WaitForTimerDueInAsync(FirstWait);
        fixture.Consumer = _ => Task.CompletedTask;

        fixture.Clock.Advance(FirstWait);

        await (await fixture.NextListAsync()).RespondAsync(Json.List("8", Json.Service("a", "8")));
        Assert.Equal("=a@8", await fixture.NextTextAsync());
    }

    [Fact]
    public async Task Stops_when_cancelled_while_watching_and_returns()
    {
        var (fixture, _) = await ListWatchFixture.StartWatchingAsync("7");
        await using var disposal = fixture;

        await fixture.StopAsync();

        Assert.True(fixture.Run.IsCompletedSuccessfully);
    }

    private static async Task<List<string>> TakeAsync(ListWatchFixture fixture, int count)
    {
        var texts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            texts.Add(await fixture.NextTextAsync());
        }

        return texts;
    }
}
