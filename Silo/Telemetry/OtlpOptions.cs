namespace MetalOrleans.Silo.Telemetry;

/// <summary>Where metrics, traces and logs are pushed to.</summary>
/// <param name="Endpoint">The base of an OTLP/HTTP receiver, such as <c>http://collector:4318</c>; <c>/v1/…</c> is appended.</param>
/// <param name="Interval">From one push of metrics to the next.</param>
internal sealed record OtlpOptions(Uri Endpoint, TimeSpan Interval);
