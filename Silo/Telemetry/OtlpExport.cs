using MetalOrleans.Silo.Hosting;
using MetalOrleans.Silo.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MetalOrleans.Silo.Telemetry;

/// <summary>Pushes metrics, traces and logs to an OTLP/HTTP receiver. Nothing of it is loaded unless it is asked for.</summary>
/// <remarks>
/// Metrics have delta temporality: with the cumulative one the SDK goes on exporting a series that is no longer observed, and
/// a deleted Service would stay announced (decision 0018). A receiver that is away costs what it missed, and nothing else.
/// </remarks>
internal sealed class OtlpExport : BackgroundService
{
    private const int FlushMillisecondsMax = 10_000;

    private readonly MeterProvider _metrics;
    private readonly TracerProvider _traces;
    private readonly Scrape _scrape;
    private readonly OtlpOptions _options;
    private readonly TimeProvider _time;

    public OtlpExport(OtlpOptions options, SiloOptions silo, Scrape scrape, TimeProvider time)
    {
        _options = options;
        _scrape = scrape;
        _time = time;
        var resource = ResourceOf(silo);
        // The exporter belongs to the reader, and the reader to the provider, which disposes them.
        var reader = new BaseExportingMetricReader(new OtlpMetricExporter(For(options, "metrics")))
        {
            TemporalityPreference = MetricReaderTemporalityPreference.Delta,
        };
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource).AddMeter("MetalOrleans.*").AddReader(reader).Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            // The API client's requests, and those of agents and the API server to us, are the framework's spans.
            .AddSource(SiloActivities.SourceName, "System.Net.Http", "Microsoft.AspNetCore")
            .AddProcessor(new BatchActivityExportProcessor(new OtlpTraceExporter(For(options, "traces"))))
            .Build();
    }

    /// <summary>Adds the export to a silo.</summary>
    public static void AddTo(WebApplicationBuilder builder, OtlpOptions options, SiloOptions silo)
    {
        builder.Services.AddSingleton(options);
        builder.Services.AddHostedService<OtlpExport>();
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.SetResourceBuilder(ResourceOf(silo));
            logging.AddOtlpExporter(exporter => Configure(exporter, options, "logs"));
        });
    }

    public override void Dispose()
    {
        _metrics.Dispose();
        _traces.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_options.Interval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await _scrape.FetchAsync(stoppingToken);
            _metrics.ForceFlush(FlushMillisecondsMax);
        }
    }

    private static ResourceBuilder ResourceOf(SiloOptions silo) => ResourceBuilder.CreateDefault().AddService(
        serviceName: "metalorleans-silo",
        serviceNamespace: silo.Namespace,
        serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(),
        autoGenerateServiceInstanceId: false,
        serviceInstanceId: silo.Name);

    private static OtlpExporterOptions For(OtlpOptions options, string signal)
    {
        var exporter = new OtlpExporterOptions();
        Configure(exporter, options, signal);
        return exporter;
    }

    private static void Configure(OtlpExporterOptions exporter, OtlpOptions options, string signal)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{options.Endpoint.ToString().TrimEnd('/')}/v1/{signal}");
    }
}
