using MetalOrleans.Silo.Identity;

namespace MetalOrleans.Silo.Hosting;

/// <summary>
/// <c>/healthz</c>: the process answers. <c>/readyz</c>: it can do its part, which for a standby is to take over with
/// everything read, and for the silo that leads to serve agents. Both on their own port only; nothing else is served there.
/// </summary>
internal static class HealthEndpoints
{
    /// <param name="app">The silo's web server.</param>
    /// <param name="port">The only port that answers.</param>
    public static void Map(WebApplication app, int port)
    {
        var readiness = app.Services.GetRequiredService<SiloReadiness>();
        var options = app.Services.GetRequiredService<SiloOptions>();
        var serving = app.Services.GetRequiredService<ServingCertificate>();
        Map(app, port, "/healthz", () => (true, "ok"));
        Map(app, port, "/readyz", () => serving.Current is null
            ? (false, "waiting for its certificate: nobody can connect")
            : Describe(readiness, options));
    }

    private static (bool IsWell, string Text) Describe(SiloReadiness readiness, SiloOptions options) => readiness.Stage switch
    {
        SiloStage.Active => (true, "ok"),
        SiloStage.Standby => (true, readiness.Leader.Name.Length == 0
            ? "ok: standby, nobody leads yet"
            : $"ok: standby, {readiness.Leader.Name} leads"),
        SiloStage.TakingOver => (false, "leads, and is adopting the addresses that Services have"),
        SiloStage.Stopping => (false, "about to end"),
        _ => (false, $"reading the cluster's state{(options.IsStandalone ? "" : " from the API server")}"),
    };

    private static void Map(WebApplication app, int port, string path, Func<(bool IsWell, string Text)> judge) =>
        app.MapGet(path, (RequestDelegate)(context =>
        {
            if (context.Connection.LocalPort != port)
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            var (isWell, text) = judge();
            context.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(text + "\n", context.RequestAborted);
        }));
}
