using System.Text.Json.Nodes;
using MetalOrleans.ApiServer.Documents;

namespace MetalOrleans.ApiServer.Operations;

/// <summary>What a DELETE asks for beyond the name: DeleteOptions from the body, or from the query.</summary>
internal sealed record DeleteDemand(string? Uid, string? ResourceVersion, string Propagation, bool IsDryRun)
{
    public static readonly DeleteDemand Plain = new(null, null, "Background", false);

    public static DeleteDemand Read(JsonObject? body, string queryPropagation) => new(
        body.Text("preconditions", "uid"),
        body.Text("preconditions", "resourceVersion"),
        body.Text("propagationPolicy") ?? (queryPropagation.Length > 0 ? queryPropagation : body.Flag("orphanDependents") == true ? "Orphan" : "Background"),
        body.Array("dryRun").Strings().Contains("All", StringComparer.Ordinal));
}
