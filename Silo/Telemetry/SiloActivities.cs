using System.Diagnostics;

namespace MetalOrleans.Silo.Telemetry;

/// <summary>What a silo does, as spans. Without a listener a span costs nothing and is null.</summary>
internal static class SiloActivities
{
    public const string SourceName = "MetalOrleans";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A pass over one Service; the requests to the API server are its children.</summary>
    public static Activity? Pass(string service)
    {
        var activity = Source.StartActivity("service pass");
        activity?.SetTag("service", service);
        return activity;
    }
}
