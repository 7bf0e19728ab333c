namespace Orleans;

#pragma warning disable VSTHRD200 // The name is Orleans'.

/// <summary>Runs around calls, where the caller runs.</summary>
public interface IOutgoingGrainCallFilter
{
    Task Invoke(IOutgoingGrainCallContext context);
}
