import { selectedSeries, useActive } from "#renderer/datasets";
import type { ImportedDataset } from "#domain/dataset";
import { useProfile } from "#renderer/profiles";
import { Page, TabView } from "#renderer/ui";
import { useProfilePages, useProfilePagesState } from "./context.ts";
import { Correlations } from "./correlations.tsx";
import { Overview } from "./overview.tsx";
import { profileTabs } from "./profile-pages.ts";
import { ProfileProgress } from "./profile-progress.tsx";
import { SeriesList } from "./series-list.tsx";
import { SeriesView } from "./series-view.tsx";
import { texts } from "./texts.ts";
import "./profile.css";

/** What the data are, before any forecast: the dataset in front, and each of its series. */
export function ProfilePage() {
  const dataset = useActive((open) => open.dataset);
  return dataset === undefined ? null : <DatasetPage key={dataset.handle} dataset={dataset} />;
}

function DatasetPage({ dataset }: { readonly dataset: ImportedDataset }) {
  const pages = useProfilePages();
  const known = useProfile(dataset.handle);
  const tab = useProfilePagesState((state) => state.tab);
  const selected = useActive((open) => selectedSeries(open).id) ?? "";
  const isOne = dataset.series.length < 2;
  return (
    <Page
      title={texts.profileOfTheData}
      subject={dataset.name}
      back={texts.backToTheForecast}
      onClose={() => pages.close()}
    >
      <ProfileProgress dataset={dataset.handle} known={known} />
      {isOne ? (
        <SeriesView known={known} />
      ) : (
        <TabView
          label={texts.partsOfTheProfile}
          selected={tab}
          onSelect={(id) => {
            const next = profileTabs.find((one) => one === id);
            if (next !== undefined) pages.showTab(next);
          }}
          tabs={[
            { id: "overview", label: "Overview", content: <Overview dataset={dataset} known={known} /> },
            { id: "list", label: "All series", content: <SeriesList dataset={dataset} known={known} /> },
            {
              id: "series",
              label: (
                <>
                  {texts.oneSeries}
                  <span className="profile-tab-series truncate" aria-hidden="true">
                    {selected}
                  </span>
                </>
              ),
              content: <SeriesView known={known} />,
            },
            { id: "correlations", label: "Correlations", content: <Correlations dataset={dataset} known={known} /> },
          ]}
        />
      )}
    </Page>
  );
}
