using System.Net;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>The webhooks' paths, on their own listener only.</summary>
internal static class WebhookEndpoints
{
    public static void Map(WebApplication app, IPEndPoint listen)
    {
        var handler = app.Services.GetRequiredService<AdmissionReviewHandler>();
        foreach (var webhook in AdmissionWebhook.All)
        {
            Map(app, listen, webhook.Path, context => handler.HandleAsync(webhook, context));
        }

        Map(app, listen, ConversionReviewHandler.Path, ConversionReviewHandler.HandleAsync);
    }

    private static void Map(WebApplication app, IPEndPoint listen, string path, RequestDelegate handle) =>
        app.MapPost(path, (RequestDelegate)(context =>
        {
            if (context.Connection.LocalPort == listen.Port)
            {
                return handle(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }));
}
