namespace MetalOrleans.ApiServer.FieldOwnership;

/// <summary>A field that an apply would change although another manager owns it.</summary>
/// <param name="Manager">The owner as the server names it: <c>"kubectl" using v1</c>.</param>
/// <param name="Field">Path of the field: <c>.spec.ports</c>.</param>
/// <param name="Message">The cause's message: <c>conflict with "kubectl" using v1</c>.</param>
public sealed record OwnershipConflict(string Manager, string Field, string Message);
