namespace Orleans.Concurrency;

/// <summary>Names a method <c>static bool X(IInvokable request)</c> of the grain class that says which calls interleave.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MayInterleaveAttribute(string callbackMethodName) : Attribute
{
    internal string CallbackMethodName { get; } = callbackMethodName;
}
