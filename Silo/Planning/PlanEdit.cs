using System.Text.Json.Nodes;

namespace MetalOrleans.Silo.Planning;

/// <summary>One edit as it was asked for: an object to apply or to delete.</summary>
/// <param name="Place">Where in the request, for messages: <c>document 2</c>.</param>
/// <param name="Kind">The object's kind.</param>
/// <param name="Namespace">The object's namespace; empty when the request names none.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Manifest">The object to apply; null when it is to be deleted.</param>
internal sealed record PlanEdit(string Place, string Kind, string Namespace, string Name, JsonObject? Manifest)
{
    public bool IsDeletion => Manifest is null;

    /// <summary><c>document 2 (Service default/web)</c>.</summary>
    public override string ToString() =>
        $"{Place} ({Kind} {(Namespace.Length == 0 ? Name : $"{Namespace}/{Name}")})";
}
