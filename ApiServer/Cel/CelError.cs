namespace MetalOrleans.ApiServer.Cel;

/// <summary>Why an expression has no value. It travels as a value, because <c>false &amp;&amp; error</c> is false.</summary>
internal sealed record CelError(string Message)
{
    internal static CelError NoSuchOverload { get; } = new("no such overload");

    internal static CelError OutOfBudget { get; } = new("operation cancelled: actual cost limit exceeded");

    internal static CelError Overflow { get; } = new("integer overflow");

    internal static CelError Conversion(string from, string to) =>
        new($"type conversion error from '{from}' to '{to}'");

    internal static CelError NoSuchKey(string key) => new($"no such key: {key}");
}
