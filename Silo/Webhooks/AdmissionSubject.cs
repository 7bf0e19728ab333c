using System.Text.Json.Nodes;

namespace MetalOrleans.Silo.Webhooks;

/// <summary>A write that an API server asks about.</summary>
/// <param name="Operation">CREATE, UPDATE, DELETE or CONNECT.</param>
/// <param name="Namespace">The object's namespace.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Subresource">What of the object is written, such as <c>status</c>; empty for the object itself.</param>
/// <param name="Object">The object as it would be; null for a DELETE.</param>
/// <param name="OldObject">The object as it is; null for a CREATE.</param>
internal sealed record AdmissionSubject(
    string Operation, string Namespace, string Name, string Subresource, JsonObject? Object, JsonObject? OldObject);
