using System.Threading.Channels;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Kubernetes.Watching;
using MetalOrleans.Tests.Kubernetes.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace MetalOrleans.Tests.Kubernetes.Watching;

/// <summary>A list-watch of Services against a scripted server, on a manual clock, with its events in a queue.</summary>
internal sealed class ListWatchFixture : IAsyncDisposable
{
    private readonly Channel<ListWatchEvent<Service>> _events = Channel.CreateUnbounded<ListWatchEvent<Service>>();
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;

    private ListWatchFixture(ScriptedApiServer server, ListWatchOptions options)
    {
        Server = server;
        Options = options with { Random = new LeastRandom() };
        ListWatch = new ListWatch<Service>(server.CreateClient(), Options, Clock, NullLogger.Instance);
    }

    public ScriptedApiServer Server { get; }

    public ListWatchOptions Options { get; }

    public ManualTimeProvider Clock { get; } = new();

    public ListWatch<Service> ListWatch { get; }

    /// <summary>What the consumer does before an event counts as told.</summary>
    public Func<ListWatchEvent<Service>, Task> Consumer { get; set; } = _ => Task.CompletedTask;

    public Task Run => _run;

    public static async Task<ListWatchFixture> StartAsync(ListWatchOptions? options = null)
    {
        var fixture = new ListWatchFixture(await ScriptedApiServer.StartAsync(), options ?? new ListWatchOptions());
        fixture._run = fixture.ListWatch.RunAsync(fixture.TakeAsync, fixture._stop.Token);
        return fixture;
    }

    /// <summary>Starts, answers the first list, and yields the open watch after the Synced event was taken.</summary>
    public static async Task<(ListWatchFixture Fixture, ScriptedRequest Watch)> StartWatchingAsync(
        string version,
        params string[] items)
    {
        var fixture = await StartAsync();
        await (await fixture.Server.NextAsync()).RespondAsync(Json.List(version, items));
        await fixture.NextAsync();
        return (fixture, await fixture.NextWatchAsync());
    }

    public async Task<ScriptedRequest> NextWatchAsync()
    {
        var request = await Server.NextAsync();
        Assert.Equal("1", request.Query("watch"));
        await request.OpenAsync();
        return request;
    }

    public async Task<ScriptedRequest> NextListAsync()
    {
        var request = await Server.NextAsync();
        Assert.Equal("", request.Query("watch"));
        return request;
    }

    public Task<ListWatchEvent<Service>> NextAsync() => _events.Reader.ReadAsync(_stop.Token).AsTask()
        .WithinAsync("waiting for an event", "the list-watch", "an event", () => $"none; last failure: {ListWatch.LastFailure}");

    /// <summary>The next event in one line, such as <c>+a@7</c>, <c>-a@8</c> or <c>=a@1,b@2</c>.</summary>
    public async Task<string> NextTextAsync() => await NextAsync() switch
    {
        Synced<Service> synced => "=" + string.Join(",", synced.Items.Select(Text)),
        Applied<Service> applied => "+" + Text(applied.Object),
        Deleted<Service> deleted => "-" + Text(deleted.Object),
        _ => "?",
    };

    /// <summary>Waits for a back-off of exactly this length and lets it pass.</summary>
    public async Task PassWaitAsync(TimeSpan wait)
    {
        await Clock.WaitForTimerDueInAsync(wait);
        Clock.Advance(wait);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _run;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Server.DisposeAsync();
        _stop.Dispose();
    }

    private static string Text(Service service) => $"{service.Metadata.Name}@{service.Metadata.ResourceVersion}";

    private async ValueTask TakeAsync(ListWatchEvent<Service> listWatchEvent, CancellationToken token)
    {
        await Consumer(listWatchEvent);
        await _events.Writer.WriteAsync(listWatchEvent, token);
    }
}
