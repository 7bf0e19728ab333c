using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Metrics;

/// <summary><c>/metrics</c> in Prometheus' text format, on a port of its own.</summary>
internal static class MetricsEndpoint
{
    public static void AddTo(IServiceCollection services)
    {
        services.AddSingleton<AllocatorMetrics>();
        services.AddSingleton<IScrapedState>(provider => provider.GetRequiredService<AllocatorMetrics>());
        services.AddSingleton<AnnouncementMetrics>();
        services.AddSingleton<IScrapedState>(provider => provider.GetRequiredService<AnnouncementMetrics>());
        services.AddSingleton<ControllerMetrics>();
        services.AddSingleton<SessionMetrics>();
        services.AddSingleton<MetricsCollector>();
    }

    /// <param name="app">The silo's web server.</param>
    /// <param name="port">The only port that answers.</param>
    public static void Map(WebApplication app, int port)
    {
        // Instruments count from the start, not from the first scrape.
        _ = app.Services.GetRequiredService<MetricsCollector>();
        _ = app.Services.GetRequiredService<SessionMetrics>();
        app.MapGet("/metrics", (RequestDelegate)(context => AnswerAsync(context, port)));
    }

    private static async Task AnswerAsync(HttpContext context, int port)
    {
        // The port of the connection: a Host header says what the client likes.
        if (context.Connection.LocalPort != port)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var services = context.RequestServices;
        // Grains are active where a silo leads: a standby that asked them would wake them up with what is so now.
        var isLeading = services.GetRequiredService<SiloReadiness>().IsReady;
        foreach (var state in isLeading ? services.GetServices<IScrapedState>() : [])
        {
            await state.FetchAsync(context.RequestAborted);
        }

        context.Response.ContentType = MetricsCollector.ContentType;
        await context.Response.WriteAsync(services.GetRequiredService<MetricsCollector>().Collect(), context.RequestAborted);
    }
}
