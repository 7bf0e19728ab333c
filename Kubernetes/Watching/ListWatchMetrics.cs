using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace MetalOrleans.Kubernetes.Watching;

/// <summary>The instruments of all list-watches, on meter <c>MetalOrleans.Kubernetes</c>, labelled by resource.</summary>
internal static class ListWatchMetrics
{
    public const string MeterName = "MetalOrleans.Kubernetes";

    private static readonly Meter Meter = new(MeterName);
    private static readonly ConcurrentDictionary<IListWatchHealth, byte> Running = new();

    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "metalorleans_listwatch_events_total", description: "Events handed to the consumer.");

    private static readonly Counter<long> Relists = Meter.CreateCounter<long>(
        "metalorleans_listwatch_relists_total", description: "Full lists after the first.");

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "metalorleans_listwatch_failures_total", description: "Attempts to list or watch that failed.");

    private static readonly Counter<long> Unreadable = Meter.CreateCounter<long>(
        "metalorleans_listwatch_unreadable_objects_total", description: "Objects that do not have the shape of their kind.");

    static ListWatchMetrics()
    {
        Meter.CreateObservableGauge(
            "metalorleans_listwatch_last_contact_age_seconds",
            ObserveAges,
            "s",
            "Time since the server last said anything about the resource.");
    }

    public static void Start(IListWatchHealth listWatch) => Running.TryAdd(listWatch, 0);

    public static void Stop(IListWatchHealth listWatch) => Running.TryRemove(listWatch, out _);

    public static void CountEvent(string resource) => Events.Add(1, Label(resource));

    public static void CountRelist(string resource) => Relists.Add(1, Label(resource));

    public static void CountFailure(string resource) => Failures.Add(1, Label(resource));

    public static void CountUnreadable(string resource) => Unreadable.Add(1, Label(resource));

    private static IEnumerable<Measurement<double>> ObserveAges()
    {
        foreach (var listWatch in Running.Keys)
        {
            if (listWatch.LastContactAge is { } age)
            {
                yield return new Measurement<double>(age.TotalSeconds, Label(listWatch.Resource));
            }
        }
    }

    private static KeyValuePair<string, object?> Label(string resource) => new("resource", resource);
}
