using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Planning;
using MetalOrleans.Kubernetes.Mapping;
using MetalOrleans.Kubernetes.Resources;
using MetalOrleans.Silo.Configuration;
using MetalOrleans.Silo.Controllers;
using MetalOrleans.Silo.Hosting;

namespace MetalOrleans.Silo.Planning;

/// <summary><c>POST /api/v1/plan</c>: what some edits would do to the Services' addresses. Reads only; on loopback only.</summary>
internal sealed class PlanEndpoint(
    ServiceStore services,
    ServiceController controller,
    ConfigurationVerdicts configuration,
    ClusterViewStore views,
    SiloReadiness readiness,
    SiloOptions options,
    TimeProvider time)
{
    public const string Path = "/api/v1/plan";

    // As much as the API server takes in one request.
    private const int BodyMax = 3 * 1024 * 1024;

    private static readonly PlanJsonContext _json = new(new JsonSerializerOptions(PlanJsonContext.Default.Options)
    {
        // An answer is JSON, not JSON inside HTML.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <param name="app">The silo's web server.</param>
    /// <param name="port">The port, under a loopback name: a browser that was led here by another name is refused.</param>
    public static void Map(WebApplication app, int port) =>
        app.MapPost(Path, (RequestDelegate)(context => context.RequestServices.GetRequiredService<PlanEndpoint>().HandleAsync(context)))
            .RequireHost($"localhost:{port}", $"127.0.0.1:{port}");

    /// <summary>What the edits would do.</summary>
    /// <exception cref="PlanInputException">The edits cannot be understood.</exception>
    public PlanAnswer Answer(IReadOnlyList<PlanEdit> edits)
    {
        var present = views.Current;
        var all = services.All.Select(entry => ServiceMapping.ToView(entry.Value)).ToList();
        var isAtRest = controller.IsAtRest;
        var now = time.GetUtcNow();
        var composer = new PlanComposer(
            present,
            Of<IPAddressPool>(),
            Of<PoolPolicy>(),
            Of<IPReservation>(),
            all,
            options.Namespace,
            now);
        var refusedBefore = composer.Refusals;
        foreach (var edit in edits)
        {
            composer.Add(edit);
        }

        var planned = AllocationPlan.Replay(
            present, all, service => service.IsOurs(options.LoadBalancerClass), composer.Steps, now);
        return new PlanAnswer(
            isAtRest,
            planned.GroupBy(service => NameOf(service.Outcome)).ToImmutableSortedDictionary(group => group.Key, group => group.Count()),
            [.. planned.Select(ToEntry)],
            [.. composer.Refusals.Select(refusal => ToEntry(refusal, !refusedBefore.Contains(refusal)))],
            [.. composer.Ignored]);
    }

    private IEnumerable<T> Of<T>()
        where T : class, IConditionedResource<T> =>
        configuration.Of<T>().Objects.Values.Where(resource => resource.Metadata.Namespace == options.Namespace);

    private async Task HandleAsync(HttpContext context)
    {
        // The name is the client's to choose, the port is not: no listener that the network reaches may answer.
        if (context.Connection.LocalPort != options.PlanPort)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (!readiness.IsReady)
        {
            await RefuseAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                "This silo does not lead, or is still reading the cluster's state: ask the one whose /readyz says ok.");
            return;
        }

        try
        {
            var answer = Answer(PlanReader.Read(await ReadBodyAsync(context)));
            context.Response.ContentType = "application/json";
            await JsonSerializer.SerializeAsync(context.Response.Body, answer, _json.PlanAnswer, context.RequestAborted);
        }
        catch (PlanInputException e)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, e.Message);
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        var type = context.Request.ContentType ?? "";
        if (!type.Contains("json", StringComparison.Ordinal) && !type.Contains("yaml", StringComparison.Ordinal))
        {
            throw new PlanInputException(
                "Content-Type: neither application/yaml nor application/json: name one, as in curl -H 'Content-Type: application/yaml'.");
        }

        using var body = new MemoryStream();
        var buffer = new byte[81920];
        while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > BodyMax)
            {
                throw new PlanInputException($"The plan is longer than {BodyMax} octets: leave out what is not to change.");
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static Task RefuseAsync(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }

    private static PlanAnswer.ServiceEntry ToEntry(PlannedService planned) => new(
        planned.Service.Namespace,
        planned.Service.Name,
        NameOf(planned.Outcome),
        planned.Before,
        planned.After,
        planned.Pool.Length > 0 ? planned.Pool : null,
        planned.Reason.Length > 0 ? planned.Reason : null,
        planned.Message.Length > 0 ? planned.Message : null,
        planned.IsInterrupted,
        planned.AfterAtOnce);

    private static PlanAnswer.ObjectEntry ToEntry(ConfigurationRefusal refusal, bool isNew) =>
        new(refusal.Kind, refusal.Name, refusal.Field, refusal.Message, refusal.Remedy, isNew);

    private static string NameOf(PlannedOutcome outcome) => outcome switch
    {
        PlannedOutcome.Keep => "keep",
        PlannedOutcome.Gain => "gain",
        PlannedOutcome.Lose => "lose",
        PlannedOutcome.Change => "change",
        _ => "refused",
    };
}
