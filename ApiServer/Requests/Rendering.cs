namespace MetalOrleans.ApiServer.Requests;

/// <summary>The shape in which the client wants objects.</summary>
internal enum Rendering
{
    Object,
    Table,
    PartialObject,
}
