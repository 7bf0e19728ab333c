namespace MetalOrleans.Silo.Hosting;

/// <summary><c>/healthz</c>: the process answers. <c>/readyz</c>: it has read the cluster and serves agents.</summary>
internal static class HealthEndpoints
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/healthz", (RequestDelegate)(context => context.Response.WriteAsync("ok\n", context.RequestAborted)));
        app.MapGet("/readyz", (RequestDelegate)(context =>
        {
            var isReady = context.RequestServices.GetRequiredService<SiloReadiness>().IsReady;
            context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsync(isReady ? "ok\n" : "reading the cluster's state\n", context.RequestAborted);
        }));
    }
}
