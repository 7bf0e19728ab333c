using System.Diagnostics.Metrics;
using System.Threading.Channels;
using MetalOrleans.Kubernetes.Client;
using MetalOrleans.Kubernetes.Resources;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Kubernetes.Events;

/// <summary>Reports what happened to objects as core/v1 Events, in the namespace of the object (S-080).</summary>
/// <remarks>
/// <see cref="Record"/> never blocks and never fails: it queues, and one loop sends. A repeat (same object, type, reason
/// and message) raises the count of the Event that is there. Events are best effort: what the queue, the spam filter or
/// the server refuses is counted and dropped, never retried for long.
/// </remarks>
public sealed partial class EventRecorder
{
    /// <summary>client-go tries 12 times; an event that late tells nobody anything.</summary>
    private const int AttemptsMax = 4;

    private static readonly Meter Meter = new("MetalOrleans.Kubernetes.Events");
    private static readonly Counter<long> Sent = Meter.CreateCounter<long>(
        "metalorleans_events_sent_total", description: "Kubernetes Events that were written.");
    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "metalorleans_events_dropped_total", description: "Kubernetes Events that were given up.");

    private readonly KubernetesClient _client;
    private readonly EventRecorderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Channel<EventNotice> _queue;
    private readonly SpamFilter _filter;
    private readonly BoundedMemory<EventIdentity, EventSeries> _series;
    private long _lastNameTicks;

    /// <summary>Prepares; nothing is sent before <see cref="RunAsync"/>.</summary>
    public EventRecorder(KubernetesClient client, EventRecorderOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _client = client;
        _options = options;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<EventNotice>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        _filter = new SpamFilter(options.BurstPerObject, options.RefillPerObject, options.RememberedMax);
        _series = new BoundedMemory<EventIdentity, EventSeries>(options.RememberedMax);
    }

    /// <summary>Queues an event about an object. Safe from any thread; returns at once.</summary>
    public void Record<T>(T involved, EventKind kind, string reason, string message)
        where T : class, IKubernetesResource<T>
    {
        ArgumentNullException.ThrowIfNull(involved);
        Record(ReferenceTo(involved), kind, reason, message);
    }

    /// <summary>Queues an event about an object that is known by reference. Safe from any thread; returns at once.</summary>
    public void Record(ObjectReference involved, EventKind kind, string reason, string message)
    {
        ArgumentNullException.ThrowIfNull(involved);
        if (!_queue.Writer.TryWrite(new EventNotice(involved, kind, reason, message, _time.GetUtcNow())))
        {
            Dropped.Add(1, new KeyValuePair<string, object?>("cause", "queue"));
        }
    }

    /// <summary>How Events name an object.</summary>
    public static ObjectReference ReferenceTo<T>(T resource)
        where T : class, IKubernetesResource<T>
    {
        ArgumentNullException.ThrowIfNull(resource);
        return new ObjectReference
        {
            ApiVersion = T.Description.ApiVersion,
            Kind = T.Description.Kind,
            Namespace = resource.Metadata.Namespace,
            Name = resource.Metadata.Name,
            Uid = resource.Metadata.Uid,
            ResourceVersion = resource.Metadata.ResourceVersion,
        };
    }

    /// <summary>Sends until cancelled, then for at most the drain timeout what is still queued. Call once.</summary>
    public async Task RunAsync(CancellationToken token)
    {
        try
        {
            await foreach (var notice in _queue.Reader.ReadAllAsync(token))
            {
                await SendAsync(notice, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            _queue.Writer.TryComplete();
        }

        using var drain = new CancellationTokenSource(_options.DrainTimeout, _time);
        while (!drain.IsCancellationRequested && _queue.Reader.TryRead(out var notice))
        {
            await SendAsync(notice, drain.Token);
        }
    }

    private async Task SendAsync(EventNotice notice, CancellationToken token)
    {
        var identity = EventIdentity.Of(notice);
        if (!_filter.IsAllowed(identity.Object, notice.At))
        {
            Dropped.Add(1, new KeyValuePair<string, object?>("cause", "spam"));
            return;
        }

        try
        {
            var backoff = new Backoff(TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(10), Random.Shared);
            await ApiRetry.RunAsync(t => WriteAsync(notice, identity, t), AttemptsMax, backoff, _time, token);
            Sent.Add(1);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            Dropped.Add(1, new KeyValuePair<string, object?>("cause", "stop"));
        }
        catch (Exception e)
        {
            Dropped.Add(1, new KeyValuePair<string, object?>("cause", "server"));
            LogNotSent(e, notice.Reason, notice.Involved.Kind, notice.Involved.Namespace, notice.Involved.Name);
        }
    }

    private async Task<bool> WriteAsync(EventNotice notice, EventIdentity identity, CancellationToken token)
    {
        if (_series.TryGet(identity, out var series))
        {
            var raised = series with { Count = series.Count + 1 };
            try
            {
                var patch = Patch.Merge(EventBody.Repeat(raised.Count, notice.At));
                await _client.PatchAsync<Event>(new ObjectKey(EventBody.NamespaceOf(notice), series.Name), patch, token);
                _series.Set(identity, raised);
                return true;
            }
            catch (KubernetesApiException e) when (e.IsNotFound)
            {
                // Events expire after an hour by default: begin a new one that goes on counting.
                _series.Set(identity, await CreateAsync(notice, raised, token));
                return true;
            }
        }

        _series.Set(identity, await CreateAsync(notice, new EventSeries("", 1, notice.At), token));
        return true;
    }

    private async Task<EventSeries> CreateAsync(EventNotice notice, EventSeries series, CancellationToken token)
    {
        var named = series with { Name = EventBody.NameFor(notice, NextNameTicks()) };
        await _client.CreateAsync(EventBody.Compose(notice, named, _options), token);
        return named;
    }

    private long NextNameTicks() => _lastNameTicks = Math.Max(_lastNameTicks + 1, _time.GetUtcNow().UtcTicks);
}
