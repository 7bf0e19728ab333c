namespace MetalOrleans.ApiServer.Cel;

/// <summary>An expression that does not compile. Caught by <see cref="CelProgram"/> and nowhere else.</summary>
internal sealed class CelSyntaxException(int position, string message) : Exception(message)
{
    internal int Position { get; } = position;
}
