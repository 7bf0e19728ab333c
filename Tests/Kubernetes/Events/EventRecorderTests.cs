using System.Text.Json.Nodes;
using MetalOrleans.Kubernetes.Events;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Tests.Kubernetes.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.Kubernetes.Events;

public sealed class EventRecorderTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Service _web = new() { Metadata = new ObjectMeta { Namespace = "prod", Name = "web", Uid = "u1", ResourceVersion = "7" } };
    private ScriptedApiServer _server = null!;
    private Task _run = Task.CompletedTask;

    public async Task InitializeAsync() => _server = await ScriptedApiServer.StartAsync();

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _server.DisposeAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _run;
        _stop.Dispose();
    }

    // S-080: Events of a Service are in the Service's namespace.
    [Fact]
    public async Task Creates_an_event_in_the_namespace_of_the_object()
    {
        var recorder = Start();
        recorder.Record(_web, EventKind.Warning, "AllocationFailed", "Failed to allocate IP for \"prod/web\"");

        var request = await _server.NextAsync();

        Assert.Equal("POST /api/v1/namespaces/prod/events", request.ToString());
        var written = JsonNode.Parse(request.Body)!;
        Assert.StartsWith("web.", (string?)written["metadata"]!["name"], StringComparison.Ordinal);
        Assert.Equal("""{"apiVersion":"v1","kind":"Service","namespace":"prod","name":"web","uid":"u1","resourceVersion":"7"}""", written["involvedObject"]!.ToJsonString());
        Assert.Equal(("Warning", "AllocationFailed", 1), ((string?)written["type"], (string?)written["reason"], (int)written["count"]!));
        Assert.Equal("metallb-controller", (string?)written["source"]!["component"]);
        Assert.Equal("2026-01-01T00:00:00Z", (string?)written["firstTimestamp"]);
    }

    [Fact]
    public async Task A_repeat_raises_the_count_of_the_event_that_is_there()
    {
        var recorder = Start();
        var name = await CreateAsync(recorder, "same");
        _clock.Advance(TimeSpan.FromMinutes(2));

        recorder.Record(_web, EventKind.Normal, "IPAllocated", "same");
        var repeat = await _server.NextAsync();

        Assert.Equal($"PATCH /api/v1/namespaces/prod/events/{name}", repeat.ToString());
        Assert.Equal("""{"count":2,"lastTimestamp":"2026-01-01T00:02:00Z"}""", repeat.Body);
        Assert.Equal("application/merge-patch+json", repeat.Header("Content-Type"));
    }

    [Fact]
    public async Task Another_message_is_another_event()
    {
        var recorder = Start();
        var first = await CreateAsync(recorder, "one");

        Assert.NotEqual(first, await CreateAsync(recorder, "two"));
    }

    [Fact]
    public async Task An_event_that_expired_is_created_again_and_counts_on()
    {
        var recorder = Start();
        await CreateAsync(recorder, "same");
        recorder.Record(_web, EventKind.Normal, "IPAllocated", "same");
        await (await _server.NextAsync()).RespondStatusAsync(404, "NotFound");

        var again = await _server.NextAsync();

        Assert.StartsWith("POST", again.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, (int)JsonNode.Parse(again.Body)!["count"]!);
    }

    [Fact]
    public async Task Events_of_cluster_objects_live_in_namespace_default()
    {
        var recorder = Start();
        recorder.Record(new Node { Metadata = new ObjectMeta { Name = "n1" } }, EventKind.Normal, "nodeAssigned", "m");

        Assert.Equal("POST /api/v1/namespaces/default/events", (await _server.NextAsync()).ToString());
    }

    [Fact]
    public async Task Tries_again_while_the_server_is_busy_and_goes_on_after_a_refusal()
    {
        var recorder = Start();
        recorder.Record(_web, EventKind.Normal, "IPAllocated", "busy");
        await (await _server.NextAsync()).RespondAsync("", 429, ("Retry-After", "2"));
        await _clock.WaitForTimerDueInAsync(TimeSpan.FromSeconds(2));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("busy", Message(await _server.NextAsync(), out var retried));
        await retried.RespondStatusAsync(403, "Forbidden");

        recorder.Record(_web, EventKind.Normal, "IPAllocated", "next");
        Assert.Equal("next", Message(await _server.NextAsync(), out _));
    }

    [Fact]
    public async Task One_flapping_object_is_held_back_and_others_are_not()
    {
        var recorder = Start(new EventRecorderOptions { Component = "c", BurstPerObject = 2, RefillPerObject = TimeSpan.FromMinutes(5) });
        await CreateAsync(recorder, "1");
        await CreateAsync(recorder, "2");
        recorder.Record(_web, EventKind.Normal, "IPAllocated", "3");

        var other = new Service { Metadata = new ObjectMeta { Namespace = "prod", Name = "other", Uid = "u2" } };
        recorder.Record(other, EventKind.Normal, "IPAllocated", "other");
        Assert.Equal("other", Message(await _server.NextAsync(), out var request));
        await AnswerAsync(request);

        _clock.Advance(TimeSpan.FromMinutes(5));
        recorder.Record(_web, EventKind.Normal, "IPAllocated", "4");
        Assert.Equal("4", Message(await _server.NextAsync(), out _));
    }

    [Fact]
    public async Task Never_blocks_and_drops_what_the_queue_cannot_hold()
    {
        var recorder = new EventRecorder(_server.CreateClient(), new EventRecorderOptions { Component = "c", QueueLength = 2 }, _clock, NullLogger.Instance);
        for (var i = 0; i < 5; i++)
        {
            recorder.Record(_web, EventKind.Normal, "IPAllocated", $"{i}");
        }

        _run = recorder.RunAsync(_stop.Token);
        Assert.Equal("0", Message(await _server.NextAsync(), out var first));
        await AnswerAsync(first);
        Assert.Equal("1", Message(await _server.NextAsync(), out var second));
        await AnswerAsync(second);
        recorder.Record(_web, EventKind.Normal, "IPAllocated", "later");
        Assert.Equal("later", Message(await _server.NextAsync(), out _));
    }

    [Fact]
    public async Task Sends_what_is_queued_before_it_stops()
    {
        var recorder = new EventRecorder(_server.CreateClient(), new EventRecorderOptions { Component = "c" }, _clock, NullLogger.Instance);
        recorder.Record(_web, EventKind.Normal, "releaseIP", "bye");
        await _stop.CancelAsync();
        _run = recorder.RunAsync(_stop.Token);

        Assert.Equal("bye", Message(await _server.NextAsync(), out var request));
        await AnswerAsync(request);
        await _run.WithinAsync("stopping", "the recorder", "to return");
    }

    [Fact]
    public async Task Shortens_messages_and_names_to_what_the_server_takes()
    {
        var recorder = Start();
        var service = new Service { Metadata = new ObjectMeta { Namespace = "prod", Name = new string('a', 253) } };
        recorder.Record(service, EventKind.Normal, "IPAllocated", string.Concat(Enumerable.Repeat("é😀", 400)));

        var written = JsonNode.Parse((await _server.NextAsync()).Body)!;

        Assert.InRange(((string)written["metadata"]!["name"]!).Length, 200, 253);
        var message = (string)written["message"]!;
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(message), 1000, 1024);
        Assert.EndsWith("...", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\uFFFD", message, StringComparison.Ordinal);
    }

    private EventRecorder Start(EventRecorderOptions? options = null)
    {
        var recorder = new EventRecorder(
            _server.CreateClient(), options ?? new EventRecorderOptions { Component = "metallb-controller" }, _clock, NullLogger.Instance);
        _run = recorder.RunAsync(_stop.Token);
        return recorder;
    }

    private async Task<string> CreateAsync(EventRecorder recorder, string message)
    {
        recorder.Record(_web, EventKind.Normal, "IPAllocated", message);
        var request = await _server.NextAsync();
        Assert.StartsWith("POST", request.ToString(), StringComparison.Ordinal);
        return await AnswerAsync(request);
    }

    private static async Task<string> AnswerAsync(ScriptedRequest request)
    {
        await request.RespondAsync(request.Body, 201);
        return (string)JsonNode.Parse(request.Body)!["metadata"]!["name"]!;
    }

    private static string Message(ScriptedRequest taken, out ScriptedRequest request)
    {
        request = taken;
        return (string)JsonNode.Parse(taken.Body)!["message"]!;
    }
}
