using MetalOrleans.Agent.Contracts.Metrics;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Metrics;

/// <summary><c>/metrics</c> in Prometheus' text format, on ports of its own: for everybody, or for bearers of a token.</summary>
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
        services.AddSingleton<HandOverMetrics>();
        services.AddSingleton<SiloMetrics>();
        services.AddSingleton<ScrapeGuard>();
        services.AddSingleton<MetricsCollector>();
        services.AddSingleton<Scrape>();
    }

    /// <param name="app">The silo's web server.</param>
    /// <param name="options">The only ports that answer.</param>
    public static void Map(WebApplication app, SiloOptions options)
    {
        // Instruments count from the start, not from the first scrape.
        _ = app.Services.GetRequiredService<MetricsCollector>();
        _ = app.Services.GetRequiredService<SessionMetrics>();
        _ = app.Services.GetRequiredService<SiloMetrics>();
        app.MapGet("/metrics", (RequestDelegate)(context => AnswerAsync(context, options)));
    }

    private static async Task AnswerAsync(HttpContext context, SiloOptions options)
    {
        // The port of the connection: a Host header says what the client likes.
        var port = context.Connection.LocalPort;
        var isOpen = port == options.MetricsPort;
        if (!isOpen && port != options.SecureMetrics?.Port)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!isOpen && !await IsAllowedAsync(context))
        {
            return;
        }

        context.Response.ContentType = MetricsCollector.ContentType;
        var text = await context.RequestServices.GetRequiredService<Scrape>().CollectAsync(context.RequestAborted);
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static async Task<bool> IsAllowedAsync(HttpContext context)
    {
        var guard = context.RequestServices.GetRequiredService<ScrapeGuard>();
        var verdict = await guard.JudgeAsync(context.Request.Headers.Authorization, context.RequestAborted);
        if (verdict == ScrapeVerdict.Allowed)
        {
            return true;
        }

        var (status, text) = verdict switch
        {
            ScrapeVerdict.NoToken => (StatusCodes.Status401Unauthorized, "Metrics are for bearers of a token: give one.\n"),
            ScrapeVerdict.UnknownToken => (StatusCodes.Status401Unauthorized, "The API server does not know the token.\n"),
            ScrapeVerdict.Forbidden => (StatusCodes.Status403Forbidden, "The token's owner may not get /metrics.\n"),
            _ => (StatusCodes.Status503ServiceUnavailable, "The API server could not be asked about the token.\n"),
        };
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await context.Response.WriteAsync(text, context.RequestAborted);
        return false;
    }
}
