namespace MetalOrleans.Tests.Grains.Runtime.Contract;

/// <summary>An object that is no grain and hears from one.</summary>
[Alias("MetalOrleans.Tests.IWatcher")]
public interface IWatcher : IGrainObserver
{
    [Alias("Hear")]
    Task HearAsync(string text);
}
