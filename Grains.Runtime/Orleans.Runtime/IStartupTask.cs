namespace Orleans.Runtime;

/// <summary>Work that the silo does while it starts; an exception fails the start.</summary>
public interface IStartupTask
{
#pragma warning disable VSTHRD200 // The name is Orleans'.
    Task Execute(CancellationToken cancellationToken);
#pragma warning restore VSTHRD200
}
