using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using MetalOrleans.Silo.Telemetry;
using MetalOrleans.Tests.Silo.Support;
using MetalOrleans.Tests.Support;
using Microsoft.Extensions.Logging;

namespace MetalOrleans.Tests.Silo.Telemetry;

/// <summary>Metrics, traces and logs arrive at an OTLP/HTTP receiver.</summary>
public sealed class OtlpExportTests : IAsyncLifetime
{
    private readonly HttpListener _receiver = new();
    private readonly ConcurrentQueue<(string Path, string Body)> _received = [];
    private readonly SemaphoreSlim _news = new(0);
    private StandaloneSilo _silo = null!;
    private Task _serving = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{LoopbackPorts.Next()}/");
        _receiver.Prefixes.Add(url);
        _receiver.Start();
        _serving = ServeAsync();
        _silo = await StandaloneSilo.StartAsync(
            StandaloneSilo.NewDirectory(),
            logLevel: LogLevel.Information,
            configure: options => options with { Otlp = new OtlpOptions(new Uri(url), TimeSpan.FromSeconds(1)) });
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        _receiver.Close();
        await _serving;
        _news.Dispose();
    }

    [Fact]
    public async Task Metrics_traces_and_logs_are_pushed_under_the_names_that_a_scrape_has()
    {
        await _silo.ServeAsync("web", "node1");

        await HeardAsync("/v1/metrics", "metallb_allocator_addresses_total");
        await HeardAsync("/v1/metrics", "metalorleans_grain_calls_total");
        await HeardAsync("/v1/traces", "service pass");
        await HeardAsync("/v1/logs", "IP address assigned by controller");
    }

    private async Task HeardAsync(string path, string text)
    {
        await ReadAsync().WithinAsync("reading what was pushed", path, text, limit: TestTimeouts.Default * 2);

        async Task ReadAsync()
        {
            while (!_received.Any(push => push.Path == path && push.Body.Contains(text, StringComparison.Ordinal)))
            {
                await _news.WaitAsync();
            }
        }
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _receiver.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
                _received.Enqueue((context.Request.Url!.AbsolutePath, await reader.ReadToEndAsync()));
                _news.Release();
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The test is done.
        }
    }
}
