namespace Orleans;

/// <summary>Marks an interface of an object that is no grain and that grains call through a reference.</summary>
public interface IGrainObserver : IAddressable;
